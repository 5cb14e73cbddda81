package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.image.Photo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Resizes to a fraction of both sides, and back to the photo's size.
 *
 * @param fraction of the sides, 0.05 to 4; they are rounded to at least 1 pixel
 * @param filter the first filter; the way back uses the same, except that area becomes bilinear
 */
public record Resize(double fraction, Filter filter) implements Transform {
  /** Resampling filters. */
  public enum Filter {
    /** The mean over the area that a pixel covers. */
    AREA,
    /** Interpolation between the two nearest pixels of each axis. */
    BILINEAR,
    /** Interpolation between the four nearest pixels of each axis, Keys' kernel with a = -0.5. */
    BICUBIC;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> labels() {
      return Arrays.stream(values()).map(Filter::label).toList();
    }

    static Filter of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * Validates the fraction.
   *
   * @throws io.cdmaa.CdmaaException if it is out of range
   */
  public Resize {
    Ranges.within("The fraction of a resize", fraction, 0.05, 4);
  }

  /** Returns the length of a side after the first resize. */
  int resized(int side) {
    return (int) Math.max(1, Math.round(side * fraction));
  }

  /** Returns the filter of the second resize. */
  Filter back() {
    return filter == Filter.AREA ? Filter.BILINEAR : filter;
  }

  @Override
  public String text() {
    return "resize:"
        + TransformSyntax.number(fraction)
        + (filter == Filter.AREA ? "" : ":" + filter.label());
  }

  @Override
  public String inWords() {
    return "resized to "
        + TransformSyntax.number(Math.round(1000 * fraction) / 10.0)
        + " % and back";
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.resized(photo, this);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(
        PlanesStage.of(frame, thereAndBack(frame.height()), thereAndBack(frame.width())));
  }

  /** Returns the map of an axis to the other length and back. */
  AxisMap thereAndBack(int side) {
    int other = resized(side);
    return AxisMap.resize(back(), other, side).after(AxisMap.resize(filter, side, other));
  }
}
