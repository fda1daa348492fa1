// spar:begin comments
import * as service from '../services/comments.js';
import { userOptional, userRequired } from './authentication.js';
import { answers } from './schemas.js';

const created = answers(201, { comment: { $ref: 'comment#' } });
const many = answers(200, { comments: { type: 'array', items: { $ref: 'comment#' } } });

/** /articles/:slug/comments */
export default async function comments(app) {
  app.get('/', { ...many, onRequest: userOptional }, async ({ params, user }) => ({
    comments: await service.list(params.slug, user),
  }));

  app.post('/', { ...created, onRequest: userRequired }, async ({ params, body, user }, reply) => {
    const comment = await service.create(params.slug, body?.comment, user);
    reply.code(201);
    return { comment };
  });

  app.delete('/:id', { onRequest: userRequired }, async ({ params, user }, reply) => {
    await service.remove(params.slug, params.id, user);
    return reply.code(204).send();
  });
}
// spar:end
