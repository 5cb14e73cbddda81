/**
 * Finding faces in photos: {@link io.cdmaa.face.FaceDetector} returns the faces, and {@link
 * io.cdmaa.face.FaceSquare} the square around each that generators expect.
 *
 * <p>The bundled detector is the boosted cascade of Viola and Jones (CVPR 2001) with the frontal
 * classifier of Lienhart, Kuranov and Pisarevsky (DAGM 2003), which the artifact {@code
 * org.openimaj:object-detection} holds as data. The build copies that one file, with its licence,
 * to the resources; the cascade is evaluated here.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.face;
