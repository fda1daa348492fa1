// `npm install` in a box without a network: npm itself looks for a local node_modules and for its registry, and can only
// fail, even where /node_modules holds everything that is asked for. This says what is there, as pip does.
'use strict';
const fs = require('fs');
const path = require('path');

const [shared, ...words] = process.argv.slice(2);
const semver = require(path.join(shared, 'semver'));
const flags = words.filter((word) => word.startsWith('-'));
const named = words.slice(1).filter((word) => !word.startsWith('-'));
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function installed(name) {
  try {
    return read(path.join(shared, name, 'package.json')).version;
  } catch {
    return null;
  }
}

function split(wish) {
  const at = wish.indexOf('@', 1);
  return at < 0 ? [wish, '*'] : [wish.slice(0, at), wish.slice(at + 1)];
}

function manifest() {
  try {
    return read('package.json');
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    console.error(`npm error package.json cannot be read: ${error.message}`);
    process.exit(1);
  }
}

const project = manifest();
const wishes = named.length
  ? named.map(split)
  : Object.entries({ ...project.devDependencies, ...project.dependencies });
const lacking = [];
const present = {};
for (const [name, range] of wishes) {
  const version = installed(name);
  const any = !semver.validRange(range); // a tag such as `latest`, a URL, a workspace
  if (version && (any || semver.satisfies(version, range, { includePrerelease: true }))) present[name] = version;
  else lacking.push(`${name}@${range} (${version ? `${version} is installed` : 'not installed'})`);
}
if (lacking.length) {
  console.error(`npm error there is no network here, and ${shared} does not have ${lacking.join(', ')}`);
  process.exit(1);
}
if (named.length && !flags.includes('--no-save')) {
  const field = flags.some((flag) => ['-D', '--save-dev'].includes(flag)) ? 'devDependencies' : 'dependencies';
  const added = Object.fromEntries(Object.entries(present).map(([name, version]) => [name, `^${version}`]));
  project[field] = { ...project[field], ...added };
  fs.writeFileSync('package.json', JSON.stringify(project, null, 2) + '\n');
}
console.log(`up to date: ${shared} has what is asked for (${Object.keys(present).length} packages; no network was used)`);
