package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.image.Photo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * JPEG compression and decompression.
 *
 * @param quality 1 to 100, on the scale of the Independent JPEG Group
 * @param sampling of the chrominance
 */
public record Jpeg(int quality, Sampling sampling) implements Transform {
  /** The sampling of the chrominance. */
  public enum Sampling {
    /** Half the samples per row and column, 4:2:0. */
    HALVED("420"),
    /** The same samples as the luminance, 4:4:4. */
    FULL("444");

    private final String label;

    Sampling(String label) {
      this.label = label;
    }

    /** Returns its name in the text form. */
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

  /**
   * Validates the quality.
   *
   * @throws io.cdmaa.CdmaaException if it is out of range
   */
  public Jpeg {
    Ranges.within("The quality of a JPEG", quality, 1, 100);
  }

  @Override
  public String text() {
    return "jpeg:" + quality + (sampling == Sampling.FULL ? ":" + sampling.label() : "");
  }

  @Override
  public String inWords() {
    return "JPEG, quality " + quality + (sampling == Sampling.FULL ? ", full chroma" : "");
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.asJpeg(photo, quality, sampling == Sampling.HALVED);
  }

  @Override
  public Optional<Transform> straightened() {
    return sampling == Sampling.HALVED ? Optional.of(new ChromaSubsampling()) : Optional.empty();
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(new ColourStage(frame, sampling, Optional.of(quality)));
  }
}
