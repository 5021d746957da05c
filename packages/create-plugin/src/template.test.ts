// The template is real code, and this registers its tests as they will run for the author of a plugin.
import '../template/plugin/src/kind-name.resource.test.ts';
