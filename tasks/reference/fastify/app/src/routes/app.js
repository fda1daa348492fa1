import Fastify from 'fastify';
// spar:begin articles
import articles from './articles.js';
// spar:end
import authentication from './authentication.js';
import bodies from './bodies.js';
// spar:begin comments
import comments from './comments.js';
// spar:end
import { notFound, tellError } from './errors.js';
// spar:begin profiles
import profiles from './profiles.js';
// spar:end
import schemas from './schemas.js';
// spar:begin tags
import tags from './tags.js';
// spar:end
import user from './user.js';
import users from './users.js';

// Fastify's own limit of 100 characters would hide articles with long titles.
const LONGEST_PARAMETER = 4096;

export function buildApp(options = {}) {
  const app = Fastify({
    ...options,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // Paths that can't be decoded, or are longer still, name nothing.
    frameworkErrors: (error, request, reply) => notFound(request, reply),
  });
  app.setErrorHandler(tellError);
  app.setNotFoundHandler(notFound);
  app.register(bodies);
  app.register(schemas);
  app.register(authentication);
  app.register(api, { prefix: '/api' });
  return app;
}

async function api(app) {
  app.get('/health-check', async () => ({ status: 'ok' }));
  app.register(users, { prefix: '/users' });
  app.register(user, { prefix: '/user' });
  // spar:begin profiles
  app.register(profiles, { prefix: '/profiles/:username' });
  // spar:end
  // spar:begin articles
  app.register(articles, { prefix: '/articles' });
  // spar:end
  // spar:begin comments
  app.register(comments, { prefix: '/articles/:slug/comments' });
  // spar:end
  // spar:begin tags
  app.register(tags, { prefix: '/tags' });
  // spar:end
}
