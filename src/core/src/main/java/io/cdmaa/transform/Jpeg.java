package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.image.Photo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A JPEG file, written and read again.
 *
 * @param quality 1 to 100, as the Independent JPEG Group counts it
 * @param sampling of the colour differences
 */
public record Jpeg(int quality, Sampling sampling) implements Transform {
  /** How many samples the colour differences have. */
  public enum Sampling {
    /** Half as many per row and column, 4:2:0. */
    HALVED("420"),
    /** As many as the luminance, 4:4:4. */
    FULL("444");

    private final String label;

    Sampling(String label) {
      this.label = label;
    }

    /** As it is written. */
    public String label() {
      return label;
    }

    static List<String> labels() {
      return Arrays.stream(values()).map(Sampling::label).toList();
    }

    static Sampling of(String label) {
      return Arrays.stream(values()).filter(s -> s.label.equals(label)).findFirst().orElseThrow();
    }
  }

  /** Checks the quality. */
  public Jpeg {
    Ranges.within("The quality of a JPEG", quality, 1, 100);
  }

  @Override
  public String text() {
    return "jpeg:" + quality + (sampling == Sampling.FULL ? ":" + sampling.label() : "");
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.asJpeg(photo, quality, sampling == Sampling.HALVED);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(new ColourStage(frame, sampling, Optional.of(quality)));
  }
}
