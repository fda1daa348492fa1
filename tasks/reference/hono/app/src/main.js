import { serve } from '@hono/node-server';
// spar:begin sqlite|postgres
import { close, createSchema } from './repositories/database.js';
// spar:end
import { app } from './routes/app.js';

const PORT = 3000;

// spar:begin sqlite|postgres
await createSchema();
// spar:end
const server = serve({ fetch: app.fetch, hostname: '0.0.0.0', port: PORT });

// Answers what was asked already, then ends.
for (const signal of ['SIGINT', 'SIGTERM']) {
  // spar:begin sqlite|postgres
  process.once(signal, () => server.close(close));
  // spar:end
  // spar:begin memory
  process.once(signal, () => server.close());
  // spar:end
}
