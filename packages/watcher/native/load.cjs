// The native part, found by name so that a bundle finds it, too: a build of this machine, or a prebuilt binary of the package.
module.exports = require('node-gyp-build')(__dirname);
