import { authenticate } from '../services/users.js';

/** Lets only those pass who are logged in, as `req.user`. */
export async function userRequired(req, res, next) {
  req.user = await authenticate(tokenIn(req));
  next();
}
// spar:begin profiles|articles|comments

/** Lets strangers pass too, with `req.user` null; but a header that isn't valid is refused. */
export async function userOptional(req, res, next) {
  req.user = req.get('authorization') === undefined ? null : await authenticate(tokenIn(req));
  next();
}
// spar:end

/** The token in `Authorization: Token <token>`; undefined when there is none. */
function tokenIn(req) {
  return /^Token (\S+)$/i.exec(req.get('authorization'))?.[1];
}
