import { Button, Modal, Paper, Text, Title } from '@mantine/core'
import { IconEdit } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { AccountView } from '../../../../../contracts/account.ts'
import { ContactSections } from '../contacts/ContactSections.tsx'
import { ContactTable } from '../contacts/ContactTable.tsx'
import classes from '../contacts/contacts.module.css'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { PhoneButton } from '../parts/PhoneButton.tsx'
import { AccountForm } from './AccountForm.tsx'
import { accountQuery } from './queries.ts'

/** One organisation: its numbers, its branches and its people. */
export default function AccountPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const query = useInfiniteQuery(accountQuery(id))
  const account = query.data?.pages[0]
  const staff = query.data?.pages.flatMap((page) => page.staff.items) ?? []
  return (
    <>
      <ContactSections />
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {account && (
        <div className={classes['page']}>
          <Card account={account} />
          <Paper withBorder component="section" aria-labelledby="staff" className={classes['panel']}>
            <Title order={2} id="staff">
              {t('accounts.staff')}
            </Title>
            {staff.length === 0 ? <Empty>{t('accounts.noStaff')}</Empty> : <ContactTable contacts={staff} />}
            {query.hasNextPage && (
              <Button
                variant="default"
                size="xs"
                mt="sm"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('common.more')}
              </Button>
            )}
          </Paper>
        </div>
      )}
    </>
  )
}

function Card({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState(false)
  const { name, parent, phones, taxId, domains, note, branches } = account
  return (
    <Paper withBorder component="section" className={classes['panel']} data-testid="account-card">
      <div className={classes['head']}>
        <Title order={1} className={classes['name']}>
          {name}
        </Title>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconEdit size={14} aria-hidden />}
          onClick={() => setEditing(true)}
        >
          {t('common.edit')}
        </Button>
      </div>
      <dl className={classes['facts']}>
        <Fact name={t('accounts.parent')}>
          {parent && [
            <Link key={parent.id} to={`/accounts/${parent.id}`} className={classes['link']}>
              {parent.name}
            </Link>
          ]}
        </Fact>
        <Fact name={t('accounts.phones')}>
          {phones.map((phone) => (
            <PhoneButton key={phone.number} number={phone.number} />
          ))}
        </Fact>
        <Fact name={t('accounts.taxId')}>{taxId && [taxId]}</Fact>
        <Fact name={t('accounts.domains')}>{domains}</Fact>
        <Fact name={t('accounts.branches')}>
          {branches.map((one) => (
            <Link key={one.id} to={`/accounts/${one.id}`} className={classes['link']}>
              {one.name}
            </Link>
          ))}
        </Fact>
      </dl>
      {note && <Text className={classes['prose']}>{note}</Text>}
      <Modal
        opened={editing}
        onClose={() => setEditing(false)}
        title={name}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <AccountForm account={account} onDone={() => setEditing(false)} />
      </Modal>
    </Paper>
  )
}

/** Left out when there is nothing. */
function Fact({ name, children }: { readonly name: string; readonly children: readonly ReactNode[] | null | '' }) {
  if (!children || children.length === 0) return null
  return (
    <div>
      <dt>{name}</dt>
      {children.map((child, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is shown here never changes its place
        <dd key={index}>{child}</dd>
      ))}
    </div>
  )
}
