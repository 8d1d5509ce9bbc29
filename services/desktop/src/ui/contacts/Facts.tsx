import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import { whenOf } from '../../state/format.ts'
import { campaignOf, originOf } from '../../state/visit.ts'
import { hubNow } from '../api.ts'
import { PhoneButton } from '../parts/PhoneButton.tsx'
import classes from './card.module.css'
import { useFieldText } from './field-text.ts'
import { fieldsQuery } from './queries.ts'

const FEW = 5

/** Everything we hold of them, each kind under its name; what is not there is not named, but for phones and e-mail. */
export function Facts({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation()
  const { phones, emails, messengers, addresses, keys, owner, team } = contact
  return (
    <dl className={classes['facts']}>
      <Fact name={t('contacts.phones')} none={t('contacts.noPhones')}>
        {phones.map(({ number, label }) => (
          <dd key={number}>
            <PhoneButton number={number} contact={contact.id} />
            <Label>{label}</Label>
          </dd>
        ))}
      </Fact>
      <Fact name={t('contacts.emails')} none={t('contacts.noEmails')}>
        {emails.map(({ address, label }) => (
          <dd key={address}>
            <Anchor href={`mailto:${encodeURIComponent(address)}`} size="sm">
              {address}
            </Anchor>
            <Label>{label}</Label>
          </dd>
        ))}
      </Fact>
      <Fact name={t('card.messengers')}>
        {messengers.map(({ kind, address, label }) => (
          <dd key={`${kind}:${address}`}>
            {address}
            <Label>{[kind, label].filter(Boolean).join(', ')}</Label>
          </dd>
        ))}
      </Fact>
      <Fact name={t('card.addresses')}>
        {addresses.map(({ text, label }) => (
          <dd key={text}>
            {text}
            <Label>{label}</Label>
          </dd>
        ))}
      </Fact>
      <Fact name={t('card.owner')}>
        {[owner, team].flatMap((one) => (one ? [<dd key={one.id}>{one.name}</dd>] : []))}
      </Fact>
      <FirstTouch contact={contact} />
      <OwnFields contact={contact} />
      <Fact name={t('card.keys')}>
        {keys.map(({ system, value }) => (
          <dd key={`${system}:${value}`}>
            {value}
            <Label>{system}</Label>
          </dd>
        ))}
      </Fact>
    </dl>
  )
}

/** What first brought them, and when. */
function FirstTouch({ contact: { firstTouch } }: { readonly contact: Contact }) {
  const { t, i18n } = useTranslation()
  if (!firstTouch) return null
  const { source, touch, at, channel } = firstTouch
  const campaign = campaignOf(touch)
  return (
    <Fact name={t('source.firstTouch')}>
      {[
        <dd key={at} data-testid="first-touch">
          {source ?? originOf(touch) ?? t('source.unknown')}
          <Label>
            {[campaign, t(`channel.${channel}`), whenOf(at, i18n.language, hubNow())].filter(Boolean).join(', ')}
          </Label>
        </dd>
      ]}
    </Fact>
  )
}

/** The fields that the administrator defined and that have a value here. */
function OwnFields({ contact }: { readonly contact: Contact }) {
  const { data = [] } = useQuery(fieldsQuery)
  const textOf = useFieldText()
  return data.map((field) => {
    const text = textOf(field, contact.fields[field.key])
    return text === null ? null : (
      <Fact key={field.key} name={field.label}>
        {[<dd key={field.key}>{text}</dd>]}
      </Fact>
    )
  })
}

const Label = ({ children }: { readonly children: string | null }) =>
  children ? <span className={classes['sub']}> {children}</span> : null

interface FactProps {
  readonly name: string
  /** What it says when there is nothing; without it nothing is said. */
  readonly none?: string
  readonly children: readonly ReactNode[]
}

/** A few at once: somebody has five hundred numbers. */
function Fact({ name, none, children }: FactProps) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  if (children.length === 0 && !none) return null
  return (
    <div>
      <dt>{name}</dt>
      {children.length === 0 && <dd className={classes['sub']}>{none}</dd>}
      {all ? children : children.slice(0, FEW)}
      {children.length > FEW && (
        <dd>
          <Button variant="subtle" size="compact-xs" ml={-8} onClick={() => setAll(!all)}>
            {all ? t('card.less') : t('card.more', { count: children.length })}
          </Button>
        </dd>
      )}
    </div>
  )
}
