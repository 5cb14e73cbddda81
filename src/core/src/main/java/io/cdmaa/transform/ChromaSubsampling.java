package io.cdmaa.transform;

import io.cdmaa.image.Photo;
import java.util.List;
import java.util.Optional;

/** Chroma subsampling by 2 in both directions, without any other effect of JPEG. */
public record ChromaSubsampling() implements Transform {
  @Override
  public String text() {
    return "chroma";
  }

  /** Uses a JPEG of the highest quality, whose steps are all 1. */
  @Override
  public String inWords() {
    return "chroma subsampling";
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.asJpeg(photo, 100, true);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(new ColourStage(frame, Jpeg.Sampling.HALVED, Optional.empty()));
  }
}
