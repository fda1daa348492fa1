/**
 * The part of a JSON body that bears a name. A body that isn't JSON counts as none: whoever needs one answers 422, but only
 * after looking at who is asking and for what, since 401, 404 and 403 come first.
 */
export async function bodyPart(c, name) {
  const body = await c.req.json().catch(() => undefined);
  return body?.[name];
}
