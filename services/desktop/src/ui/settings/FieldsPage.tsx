import { Button, Modal, Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactField } from '../../../../../contracts/contact-field.ts'
import classes from '../contacts/contacts.module.css'
import { fieldsQuery } from '../contacts/queries.ts'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { PagePanel } from '../parts/PageList.tsx'
import { FieldForm } from './FieldForm.tsx'
import { SettingsSections } from './SettingsSections.tsx'

/** Fields of contacts that the administrator defines. */
export default function FieldsPage() {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useQuery(fieldsQuery)
  const [form, setForm] = useState<'closed' | 'new' | ContactField>('closed')
  const edited = typeof form === 'object' ? form : undefined
  const close = (): void => setForm('closed')
  return (
    <>
      <SettingsSections />
      <PagePanel
        id="fields-title"
        title={t('settings.fields')}
        side={
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setForm('new')}
            data-testid="field-create"
          >
            {t('fields.create')}
          </Button>
        }
      >
        <Text size="sm" c="dimmed" mb="xs">
          {t('fields.intro')}
        </Text>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.length === 0 && <Empty>{t('fields.none')}</Empty>}
        {data && data.length > 0 && (
          <Table className={classes['table']} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('fields.label')}</Table.Th>
                <Table.Th>{t('fields.type')}</Table.Th>
                <Table.Th className={classes['wide']}>{t('fields.options')}</Table.Th>
                <Table.Th aria-label={t('common.edit')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((field) => (
                <Table.Tr key={field.id} data-testid="field" data-key={field.key}>
                  <Table.Td>
                    <b>{field.label}</b>
                    <div className={classes['sub']}>{field.key}</div>
                  </Table.Td>
                  <Table.Td>
                    {t(`fields.types.${field.type}`)}
                    <div className={classes['sub']}>
                      {[field.required && t('fields.required'), field.archived && t('fields.archived')]
                        .filter(Boolean)
                        .join(' · ')}
                    </div>
                  </Table.Td>
                  <Table.Td className={classes['wide']}>{field.options.join(', ')}</Table.Td>
                  <Table.Td align="right">
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`${t('common.edit')}: ${field.label}`}
                      onClick={() => setForm(field)}
                    >
                      {t('common.edit')}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Modal
          opened={form !== 'closed'}
          onClose={close}
          title={edited?.label ?? t('fields.create')}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          <FieldForm {...(edited ? { field: edited } : {})} onDone={close} />
        </Modal>
      </PagePanel>
    </>
  )
}
