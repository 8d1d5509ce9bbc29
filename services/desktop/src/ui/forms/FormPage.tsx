import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Form } from '../../../../../contracts/form.ts'
import { LeadSections } from '../leads/LeadSections.tsx'
import { Mark } from '../parts/Mark.tsx'
import { Failure, Loading } from '../parts/Note.tsx'
import { PagePanel, Views } from '../parts/PageList.tsx'
import { FormCode } from './FormCode.tsx'
import { FormSettings } from './FormSettings.tsx'
import classes from './forms.module.css'
import { MappingEditor } from './MappingEditor.tsx'
import { formQuery } from './queries.ts'
import { SendTest } from './SendTest.tsx'

const PARTS = ['code', 'mapping', 'test', 'settings'] as const
type Part = (typeof PARTS)[number]

/** One form: its code, what its fields hold, a test of it, and its settings. */
export default function FormPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const { data, error, refetch } = useQuery(formQuery(id))
  return (
    <>
      <LeadSections />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Whole key={data.id} form={data} title={t('forms.title')} />}
    </>
  )
}

function Whole({ form, title }: { readonly form: Form; readonly title: string }) {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const part: Part = PARTS.find((one) => one === address.get('part')) ?? 'code'
  return (
    <PagePanel
      id="form-title"
      title={form.name}
      testId="form"
      side={
        <span className={classes['aside']}>
          <Mark tone={form.isActive ? 'good' : 'none'}>{t(form.isActive ? 'forms.active' : 'forms.inactive')}</Mark>
          <Anchor component={Link} size="sm" to={`/leads?${new URLSearchParams({ state: 'all', form: form.id })}`}>
            {t('forms.itsLeads')}
          </Anchor>
          <Anchor component={Link} size="sm" to="/forms">
            {title}
          </Anchor>
        </span>
      }
    >
      <Views
        label={t('forms.parts')}
        value={part}
        onChange={(next) => setAddress(next === 'code' ? {} : { part: next }, { replace: true })}
        views={PARTS.map((one) => ({ value: one, label: t(`forms.part.${one}`) }))}
      />
      {part === 'code' && <FormCode form={form} />}
      {part === 'mapping' && <MappingEditor form={form} />}
      {part === 'test' && <SendTest form={form} />}
      {part === 'settings' && <FormSettings form={form} />}
    </PagePanel>
  )
}
