import { authenticate } from '../services/users.js';

/** Lets only those pass who are logged in, as `ctx.state.user`. */
export async function userRequired(ctx, next) {
  ctx.state.user = await authenticate(tokenIn(ctx));
  await next();
}
// spar:begin profiles|articles|comments

/** Lets strangers pass too, with `ctx.state.user` null; but a header that isn't valid is refused. */
export async function userOptional(ctx, next) {
  ctx.state.user = 'authorization' in ctx.headers ? await authenticate(tokenIn(ctx)) : null;
  await next();
}
// spar:end

/** The token in `Authorization: Token <token>`; undefined when there is none. */
function tokenIn(ctx) {
  return /^Token (\S+)$/i.exec(ctx.get('Authorization'))?.[1];
}
