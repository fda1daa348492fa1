import plugin from 'fastify-plugin';
import { authenticate } from '../services/users.js';

/** Who is asking: `request.user`, null for strangers. */
export default plugin(async (app) => {
  app.decorateRequest('user', null);
});

/** A hook that lets only those pass who are logged in. */
export async function userRequired(request) {
  request.user = await authenticate(tokenIn(request));
}
// spar:begin profiles|articles|comments

/** A hook that lets strangers pass too; but a header that isn't valid is refused. */
export async function userOptional(request) {
  if (request.headers.authorization !== undefined) await userRequired(request);
}
// spar:end

/** The token in `Authorization: Token <token>`; undefined when there is none. */
function tokenIn(request) {
  return /^Token (\S+)$/i.exec(request.headers.authorization)?.[1];
}
