import t from 'tap'
import { htmlFormOf, snippetOf } from './form-code.ts'

const target = { hub: 'https://hub.example', key: 'order' }
const words = {
  ...{ name: 'Имя', phone: 'Телефон', email: 'Почта', comment: 'Вопрос' },
  ...{ consent: 'Согласен на <обработку>', yes: 'да', send: 'Отправить' }
}

t.test('the snippet is one line, and says when it has to wait for consent', async (t) => {
  t.equal(snippetOf(target, { consent: false }), '<script async src="https://hub.example/f/order.js"></script>')
  t.match(snippetOf(target, { consent: true }), /f\/order\.js" data-consent="required"><\/script>$/)
})

t.test(
  'the plain form sends to the address of its form, with the trap that the form has, and breaks out of nothing',
  async (t) => {
    const html = htmlFormOf(target, 'web"site', words)
    t.match(html, '<form action="https://hub.example/f/order" method="post" accept-charset="utf-8" data-perezvon>')
    t.match(html, '<input name="web&quot;site" tabindex="-1"')
    t.match(html, 'Согласен на &lt;обработку&gt;')
    t.notMatch(htmlFormOf(target, null, words), 'aria-hidden')
  }
)
