// spar:begin tags
import * as service from '../services/tags.js';
import { answers } from './schemas.js';

/** /tags */
export default async function tags(app) {
  app.get('/', answers(200, { tags: { type: 'array', items: { type: 'string' } } }), async () => ({
    tags: await service.list(),
  }));
}
// spar:end
