package io.cdmaa.face;

import io.cdmaa.image.Photo;
import java.util.List;

/**
 * The bundled detector of frontal faces, which may be tilted by some 20 degrees. It finds faces
 * whose box measures at least a twentieth of the photo's longer side, and 24 pixels.
 */
public final class FrontalFaces implements FaceDetector {
  private static final String CASCADE =
      "org/openimaj/image/objectdetection/haar/haarcascade_frontalface_alt2.xml";

  /** How many neighbouring windows a face is accepted in, at least. */
  private static final int LEAST = 13;

  private static final class Loaded {
    private static final FaceDetector DETECTOR =
        new CascadeDetector(CascadeReader.resource(CASCADE), LEAST);
  }

  /** Reads the cascade with the first photo. */
  public FrontalFaces() {}

  /**
   * {@inheritDoc}
   *
   * @throws io.cdmaa.CdmaaException if the cascade is not on the class path
   */
  @Override
  public List<FaceBox> detect(Photo photo) {
    return Loaded.DETECTOR.detect(photo);
  }
}
