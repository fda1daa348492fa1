import plugin from 'fastify-plugin';

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
// spar:begin profiles|articles|comments
const flag = { type: 'boolean' };
// spar:end
// spar:begin articles|comments
const count = { type: 'integer' };
const time = { type: 'string', format: 'date-time' };
// spar:end

const user = { email: text, token: text, username: text, bio: textOrNull, image: textOrNull };
// spar:begin profiles|articles|comments
const profile = { username: text, bio: textOrNull, image: textOrNull, following: flag };
// spar:end
// spar:begin articles
const article = {
  slug: text,
  title: text,
  description: text,
  body: text,
  tagList: { type: 'array', items: text },
  createdAt: time,
  updatedAt: time,
  favorited: flag,
  favoritesCount: count,
  author: { $ref: 'profile#' },
};
// spar:end
// spar:begin comments
const comment = { id: count, createdAt: time, updatedAt: time, body: text, author: { $ref: 'profile#' } };
// spar:end

/** How things look to a client. Fastify writes answers by these schemas: what they don't name never leaves the server. */
export default plugin(async (app) => {
  app.addSchema({ $id: 'user', type: 'object', properties: user });
  // spar:begin profiles|articles|comments
  app.addSchema({ $id: 'profile', type: 'object', properties: profile });
  // spar:end
  // spar:begin articles
  app.addSchema({ $id: 'article', type: 'object', properties: article });
  // spar:end
  // spar:begin comments
  app.addSchema({ $id: 'comment', type: 'object', properties: comment });
  // spar:end
});

/** Route options for an answer with this status whose body holds these properties. */
export function answers(status, properties) {
  return { schema: { response: { [status]: { type: 'object', properties } } } };
}
