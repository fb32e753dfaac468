/**
 * Replaces the viewer's mesh decoder, which needs permission to compile code as soon as it loads. Models that need it
 * are rejected on upload.
 */
export const MeshoptDecoder = undefined;
