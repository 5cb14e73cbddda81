package io.cdmaa.server;

import io.cdmaa.FoundFace;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** The part of the API that finds the faces on a photo, which it does not keep. */
final class Faces {
  /** Photos that are searched for faces at a time, those that arrive or wait included. */
  private static final int PLACES = 8;

  private final Intake intake;
  private final Semaphore places;

  /** One at a time, so that questions for faces leave processors to photos that are submitted. */
  private final Semaphore detector = new Semaphore(1, true);

  /**
   * @param uploads the maximum number of uploads at the same time
   */
  Faces(Intake intake, int uploads) {
    this.intake = intake;
    places = new Semaphore(Math.min(PLACES, uploads));
  }

  /**
   * The faces on a photo.
   *
   * @param width of the upright photo in pixels
   * @param height of the upright photo in pixels
   * @param faces the largest first
   */
  record FacesView(int width, int height, List<FoundFace> faces) {}

  void find(Context ctx) throws IOException {
    intake.receive(
        ctx,
        places,
        Set.of(),
        received -> {
          List<FoundFace> found;
          detector.acquireUninterruptibly();
          try {
            Upload upload = received.upload();
            found = intake.decoded(received, () -> FoundFace.on(upload.photo(), upload.name()));
          } finally {
            detector.release();
          }
          Answers.json(
              ctx,
              200,
              new FacesView(
                  received.info().width(),
                  received.info().height(),
                  found.subList(0, Math.min(found.size(), Limits.REGIONS))));
        });
  }
}
