import { createMiddleware } from 'hono/factory';
import { authenticate } from '../services/users.js';

/** Lets only those pass who are logged in, as `c.var.user`. */
export const userRequired = createMiddleware(async (c, next) => {
  c.set('user', await authenticate(tokenIn(c)));
  await next();
});
// spar:begin profiles|articles|comments

/** Lets strangers pass too, with `c.var.user` null; but a header that isn't valid is refused. */
export const userOptional = createMiddleware(async (c, next) => {
  c.set('user', c.req.header('authorization') === undefined ? null : await authenticate(tokenIn(c)));
  await next();
});
// spar:end

/** The token in `Authorization: Token <token>`; undefined when there is none. */
function tokenIn(c) {
  return /^Token (\S+)$/i.exec(c.req.header('authorization'))?.[1];
}
