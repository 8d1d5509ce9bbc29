import { createHmac } from 'node:crypto'
import t from 'tap'
import { openIntake } from './test-intake.ts'

const ids = (intake: ReturnType<typeof openIntake>) =>
  intake.taken.map(({ subject }) => subject.split(':').slice(3).join(':'))

t.test('Tilda: its test is answered, its key is asked for, and the same order twice is one', async (t) => {
  const intake = openIntake({ vendor: 'tilda', secrets: { key: 'the-key' } })
  t.match(await intake.send({ body: 'test=test' }), { status: 200 })
  t.equal(intake.taken.length, 0)
  const utm = encodeURIComponent(encodeURIComponent('utm_source=yandex|||utm_campaign=весна|||'))
  const lead = `Name=${encodeURIComponent('Олег')}&Phone=%2B7+916+765-43-21&tranid=100%3A200&formid=form9&COOKIES=_ym_uid%3D1690000000111%3B+TILDAUTM%3D${utm}`
  t.equal((await intake.send({ body: lead })).status, 403)
  t.equal((await intake.send({ body: `${lead}&api=the-key` })).status, 200)
  t.equal((await intake.send({ body: lead, headers: { 'x-anything': 'the-key' } })).status, 200)
  t.strictSame(ids(intake), ['100:200', '100:200'])
  t.match(intake.taken[0]?.data, {
    remote: { raw: '+7 916 765-43-21', name: 'Олег' },
    form: { touch: { last: { utmSource: 'yandex', utmCampaign: 'весна', ymClientId: '1690000000111' } } }
  })
  t.notMatch(JSON.stringify(intake.taken), /the-key/, 'the key is not kept')
  t.notMatch(Buffer.from(intake.taken[0]?.data.form.raw.body ?? '', 'base64').toString(), /the-key/)
})

t.test('WordPress: Contact Form 7 by its usual names, Elementor in both its shapes', async (t) => {
  const intake = openIntake({ vendor: 'wordpress' })
  await intake.send({
    body: {
      'your-name': 'Ира',
      'your-tel': '8 495 765-43-21',
      'your-message': 'Цена?',
      _wpcf7: '5',
      _url: 'https://a.example/p?utm_source=g'
    }
  })
  await intake.send({
    body: 'form[id]=a1&fields[name][value]=Ira&fields[name][title]=Name&fields[email][value]=ira@a.example&meta[page_url][value]=https://a.example/x'
  })
  await intake.send({ body: 'Your+Name=Ira&Your+Phone=84957654322&form_id=a1' })
  t.match(
    intake.taken.map(({ data }) => data),
    [
      { text: 'Цена?', remote: { raw: '8 495 765-43-21', name: 'Ира' }, form: { touch: { last: { utmSource: 'g' } } } },
      { remote: { raw: 'ira@a.example', name: 'Ira' }, form: { page: 'https://a.example/x' } },
      { remote: { raw: '84957654322', name: 'Ira' } }
    ]
  )
})

t.test('Google Ads: the key, the test aside, and ids that are longer than numbers are exact', async (t) => {
  const intake = openIntake({ vendor: 'google-ads', secrets: { key: 'g-key' } })
  const lead = (key: string, isTest: boolean) => ({
    headers: { 'content-type': 'application/json' },
    body: `{"lead_id":"L-1","form_id":90071992547409931,"campaign_id":7,"google_key":"${key}","is_test":${isTest},"gcl_id":"C1",
      "user_column_data":[{"column_id":"FULL_NAME","string_value":"Пётр"},{"column_id":"PHONE_NUMBER","string_value":"+79160000001"},
      {"column_name":"Сколько вас?","string_value":"12"}]}`
  })
  t.equal((await intake.send(lead('other', false))).status, 403)
  t.equal((await intake.send(lead('g-key', false))).status, 200)
  t.equal((await intake.send(lead('g-key', true))).status, 200)
  const [real, test] = intake.taken.map(({ data }) => data)
  t.match(real, {
    ...{ ids: ['L-1'], remote: { raw: '+79160000001', name: 'Пётр' }, text: /Сколько вас\?: 12/ },
    form: { spam: [], touch: { last: { gclid: 'C1' } } }
  })
  t.match(
    real?.form.fields.find(({ name }) => name === 'form_id'),
    { value: '90071992547409931' }
  )
  t.strictSame(test?.form.spam, ['test'])
  t.equal((await openIntake({ vendor: 'google-ads' }).send(lead('', false))).status, 403, 'no key is no key')
})

t.test('VK: the confirmation, the secret, exactly ok, and answers by their questions', async (t) => {
  const intake = openIntake({ vendor: 'vk', secrets: { secret: 's-1', confirmation: 'a1b2c3' } })
  t.match(await intake.send({ body: { type: 'confirmation', group_id: 5, secret: 's-1' } }), {
    status: 200,
    body: 'a1b2c3'
  })
  const lead = {
    type: 'lead_forms_new',
    event_id: 'e1',
    secret: 's-1',
    object: {
      lead_id: 78,
      form_name: 'Заявка',
      answers: [
        { key: 'first_name', question: 'Имя', answer: 'Ия' },
        { key: 'phone_number', question: 'Телефон', answer: '+79160000002' },
        { key: 'custom_0', question: 'Цвета', answer: ['белый', 'синий'] }
      ]
    }
  }
  t.equal((await intake.send({ body: { ...lead, secret: 'x' } })).status, 403)
  t.match(await intake.send({ body: lead }), { status: 200, body: 'ok' })
  t.match(await intake.send({ body: { type: 'wall_post_new', secret: 's-1' } }), { status: 200, body: 'ok' })
  t.match(intake.only(), { ids: ['78'], remote: { raw: '+79160000002', name: 'Ия' }, text: /Цвета: белый, синий/ })
})

t.test('Meta: the challenge, the signature over the bytes as they came, and every lead of a batch', async (t) => {
  const intake = openIntake({ vendor: 'meta', secrets: { appSecret: 'app', verifyToken: 'v-1' } })
  const challenge = 'hub.mode=subscribe&hub.challenge=42&hub.verify_token='
  t.match(await intake.send({ method: 'GET', query: `${challenge}v-1` }), { status: 200, body: '42' })
  t.equal((await intake.send({ method: 'GET', query: `${challenge}other` })).status, 403)
  const value = (id: string) =>
    `{"field":"leadgen","value":{"leadgen_id":"${id}","form_id":12345678901234567890,"note":"\\u0416"}}`
  const body = `{"object":"page","entry":[{"id":"1","changes":[${value('501')},${value('502')},{"field":"feed","value":{}}]}]}`
  const signed = (text: string) => `sha256=${createHmac('sha256', 'app').update(text).digest('hex')}`
  const json = { 'content-type': 'application/json' }
  t.equal((await intake.send({ headers: json, body })).status, 403)
  t.equal((await intake.send({ headers: { ...json, 'x-hub-signature-256': signed(`${body} `) }, body })).status, 403)
  t.equal((await intake.send({ headers: { ...json, 'x-hub-signature-256': signed(body) }, body })).status, 200)
  t.strictSame(ids(intake), ['501', '502'])
})

t.test('Yandex: JSON, or a call of JSON-RPC that gets its answer', async (t) => {
  const intake = openIntake({ vendor: 'yandex', secrets: { key: 'y-key' } })
  const headers = { authorization: 'Bearer y-key', 'x-form-answer-id': 'a-9' }
  const call = { jsonrpc: '2.0', method: 'lead', id: '7', params: { name: 'Ян', phone: '89160000003' } }
  t.match(await intake.send({ headers, body: call }), { status: 200, body: '{"jsonrpc":"2.0","result":"ok","id":"7"}' })
  t.equal((await intake.send({ body: call })).status, 403)
  t.match(intake.only(), { ids: ['a-9'], remote: { raw: '89160000003', name: 'Ян' } })
})

t.test('Calltouch: by the address, and only from its network where one is set', async (t) => {
  const intake = openIntake({ vendor: 'calltouch', networks: ['92.118.66.0/23'] })
  const query = 'id=555&leadtype=request&callerphone=79160000004&utmSource=yandex&siteid=1'
  t.equal((await intake.send({ method: 'GET', query })).status, 403)
  t.equal((await intake.send({ method: 'GET', query, address: '::ffff:92.118.67.9' })).status, 200)
  t.match(intake.only(), { ids: ['555'], form: { touch: { last: { utmSource: 'yandex' } }, address: null } })
})

t.test('a form whose fields changed never fails: what is not mapped is kept, and a mapping finds it', async (t) => {
  const body = { q1: 'Лев', q2: '+7 (916) 000-00-05', q3: 'до 50' }
  const before = openIntake()
  await before.send({ body })
  t.match(before.only(), { remote: { raw: null }, text: 'q1: Лев\nq2: +7 (916) 000-00-05\nq3: до 50' })
  const after = openIntake({ mapping: { name: ['Q1'], phone: ['q2'] } })
  await after.send({ body })
  t.match(after.only(), { remote: { raw: '+7 (916) 000-00-05', name: 'Лев' }, text: 'q3: до 50' })
})
