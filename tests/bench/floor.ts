import { createServer } from 'node:http'
import { connect } from 'node:net'
import { Server } from 'socket.io'

/**
 * The floor of the pop benchmark, in a process of its own: an AMI socket on one side, Socket.IO on the other, and
 * nothing between. A phone that rings is told to the client that named that extension. Arguments: AMI port, HTTP port.
 */
const [amiPort, httpPort] = process.argv.slice(2).map(Number)
const http = createServer()
const io = new Server(http, { path: '/realtime', transports: ['websocket'] })
io.on('connection', (socket) => void socket.join(String(socket.handshake.auth['extension'])))

let rest = ''
const ami = connect(amiPort ?? 0, '127.0.0.1')
ami.setEncoding('utf8')
ami.on('data', (text: string) => {
  const blocks = (rest + text).split('\r\n\r\n')
  rest = blocks.pop() ?? ''
  for (const block of blocks) {
    if (!block.startsWith('Event: Newstate') || !block.includes('\r\nChannelState: 5\r\n')) continue
    const extension = /\r\nChannel: PJSIP\/(\d+)-/.exec(block)?.[1]
    const id = /\r\nLinkedid: (\S+)/.exec(block)?.[1]
    if (extension) io.to(extension).emit('screen-pop', { interaction: { source: { ids: [id] } } })
  }
})
ami.write('Action: Login\r\nUsername: hub\r\nSecret: hub-secret\r\n\r\n')
http.listen(httpPort, '127.0.0.1', () => process.send?.('listening'))
