package io.cdmaa.face;

import io.cdmaa.image.Photo;
import java.util.List;

/** Finds faces. Implementations are deterministic and serve several threads at a time. */
@FunctionalInterface
public interface FaceDetector {
  /** Returns the faces on a photo, the largest first. */
  List<FaceBox> detect(Photo photo);
}
