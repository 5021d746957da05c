import { buildLayer } from './build-layer.ts';

/** The lower directories of a host's overlay, as mount takes them: the image, and above it the packages to install. */
export async function hostLayers(): Promise<string> {
  const image = await buildLayer(new URL('image.sh', import.meta.url));
  const packages = await buildLayer(new URL('packages.sh', import.meta.url), image);
  return `${packages}:${image}`;
}
