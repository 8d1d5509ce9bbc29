import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Files } from '../files/Files.tsx'
import { Failure, Loading } from '../parts/Note.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { Card } from './Card.tsx'
import { Consents } from './Consents.tsx'
import { ContactSections } from './ContactSections.tsx'
import { ContactTasks } from './ContactTasks.tsx'
import classes from './card.module.css'
import { Merges } from './Merges.tsx'
import { PerhapsDuplicate } from './PerhapsDuplicate.tsx'
import { contactQuery } from './queries.ts'

/** One contact: how to reach them, what is to be done for them, and everything that was between us. */
export default function ContactPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const go = useNavigate()
  const { data: contact, error, isPending, refetch } = useQuery(contactQuery(id))
  const root = contact?.id
  useEffect(() => {
    // what was merged is shown under the address of the whole
    if (root && root !== id) void go(`/contacts/${root}`, { replace: true })
  }, [root, id, go])
  useEffect(() => {
    if (!contact) return
    document.title = `${contact.displayName} · ${t('brand')}`
    return () => {
      document.title = t('brand')
    }
  }, [contact, t])
  return (
    <>
      <ContactSections />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {contact && (
        <div className={classes['page']}>
          <div className={classes['columns']}>
            <div className={classes['card']}>
              <PerhapsDuplicate contact={contact} />
              <Card contact={contact} />
              <ContactTasks contact={contact} />
            </div>
            <div className={classes['history']}>
              <Timeline contact={contact.id} />
            </div>
            <div className={classes['side']}>
              <Consents contact={contact.id} />
              <Files holder={{ kind: 'contact', id: contact.id }} />
              <Merges contact={contact.id} />
            </div>
          </div>
        </div>
      )}
    </>
  )
}
