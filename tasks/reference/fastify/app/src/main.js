// spar:begin sqlite|postgres
import { close, createSchema } from './repositories/database.js';
// spar:end
import { buildApp } from './routes/app.js';

const PORT = 3000;

const app = buildApp({ logger: { level: 'error' } });
// spar:begin sqlite|postgres
app.addHook('onReady', createSchema);
app.addHook('onClose', close);
// spar:end
await app.listen({ host: '0.0.0.0', port: PORT });

// Answers what was asked already, then ends.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => app.close());
}
