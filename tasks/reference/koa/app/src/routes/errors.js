const STATUS = { unauthorized: 401, 'not-found': 404, forbidden: 403, invalid: 422 };

/** The outermost middleware: whatever goes wrong further in becomes an answer here. */
export async function errors(ctx, next) {
  try {
    await next();
    if (ctx.status === 404 && !ctx.body) tell(ctx, 404, { path: ['not found'] });
  } catch (error) {
    if (error.kind in STATUS) {
      tell(ctx, STATUS[error.kind], error.errors);
    } else if (error.expose) {
      // Koa's own complaints about a request: a body that is too large, say.
      tell(ctx, error.status, { request: [error.message] });
    } else {
      tell(ctx, 500, { server: ['something went wrong'] });
      ctx.app.emit('error', error, ctx);
    }
  }
}

/**
 * A body that isn't JSON counts as none. Whoever needs one answers 422, but only after looking at who is asking and for
 * what: 401, 404 and 403 come first.
 */
export function tolerateUnreadableBody(error) {
  if (error.status !== 400) throw error;
}

function tell(ctx, status, messages) {
  ctx.status = status;
  ctx.body = { errors: messages };
}
