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

  /** How many neighbouring windows make a place worth a closer look, at least. */
  private static final int LEAST = 6;

  /**
   * How many of the windows of the closer look show a face, at least; measured on portraits, see
   * benchmarks/README.md.
   */
  private static final int SURE = 42;

  private static final class Loaded {
    private static final FaceDetector DETECTOR =
        new CascadeDetector(CascadeReader.resource(CASCADE), LEAST, SURE);
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
