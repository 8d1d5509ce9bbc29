import { Button, Modal, Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Form } from '../../../../../contracts/form.ts'
import { addressOf } from '../../state/form-code.ts'
import { LeadSections } from '../leads/LeadSections.tsx'
import { Mark } from '../parts/Mark.tsx'
import { PageList, PagePanel } from '../parts/PageList.tsx'
import { Copy } from './Copy.tsx'
import classes from './forms.module.css'
import { NewFormForm } from './NewFormForm.tsx'
import { formsQuery } from './queries.ts'

/** The forms that take leads, each with the address to copy. */
export default function FormsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const list = useInfiniteQuery(formsQuery)
  const [creating, setCreating] = useState(false)
  return (
    <>
      <LeadSections />
      <PagePanel
        id="forms-title"
        title={t('forms.title')}
        testId="forms"
        side={
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setCreating(true)}
            data-testid="form-create"
          >
            {t('forms.create')}
          </Button>
        }
      >
        <Text size="sm" c="dimmed" mb="xs">
          {t('forms.intro')}
        </Text>
        <PageList list={list} empty={t('forms.none')}>
          {(forms) => <FormTable forms={forms} />}
        </PageList>
      </PagePanel>
      <Modal
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('forms.create')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <NewFormForm onDone={(made) => (made ? void go(`/forms/${made.id}`) : setCreating(false))} />
      </Modal>
    </>
  )
}

function FormTable({ forms }: { readonly forms: readonly Form[] }) {
  const { t } = useTranslation()
  return (
    <Table className={classes['table']} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('forms.name')}</Table.Th>
          <Table.Th>{t('forms.address')}</Table.Th>
          <Table.Th className={classes['wide']}>{t('forms.source')}</Table.Th>
          <Table.Th>{t('forms.isActive')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {forms.map((form) => (
          <Table.Tr key={form.id} data-testid="form-row" data-form={form.id}>
            <Table.Td>
              <Link to={`/forms/${form.id}`} className={classes['link']}>
                {form.name}
              </Link>
              <div className={classes['sub']}>{t(`forms.vendors.${form.vendor}`)}</div>
            </Table.Td>
            <Table.Td>
              <span className={classes['address']}>
                <code>/f/{form.key}</code>
                <Copy text={addressOf({ hub: location.origin, key: form.key })} of={form.name} />
              </span>
            </Table.Td>
            <Table.Td className={classes['wide']}>{form.source}</Table.Td>
            <Table.Td>
              <Mark tone={form.isActive ? 'good' : 'none'}>{t(form.isActive ? 'forms.active' : 'forms.inactive')}</Mark>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
