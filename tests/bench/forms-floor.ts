import fastify from 'fastify'
import pg from 'pg'

/** The floor of the forms benchmark, in a process of its own: bare Fastify, one INSERT a request. Arguments: port, database. */
const [port, url] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 20 })
await pool.query(
  'create table if not exists floor (id bigint generated always as identity primary key, body jsonb not null)'
)
const app = fastify()
app.post('/f/order', async ({ body }) => {
  await pool.query({ name: 'floor', text: 'insert into floor (body) values ($1)', values: [JSON.stringify(body)] })
  return { ok: true }
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
process.send?.('listening')
