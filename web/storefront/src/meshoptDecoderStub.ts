/**
 * Takes the place of the viewer's decoder of compressed meshes, which needs the right to compile code as soon as it is
 * fetched: models that need it are refused when they are uploaded.
 */
export const MeshoptDecoder = undefined;
