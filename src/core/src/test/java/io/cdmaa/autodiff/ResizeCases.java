package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.floats;
import static io.cdmaa.autodiff.GradientCase.ints;
import static io.cdmaa.autodiff.GradientCase.none;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;

import java.util.ArrayList;
import java.util.List;

/** Resampling in every mode under every convention of coordinates. */
final class ResizeCases {
  private ResizeCases() {}

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    for (String mode : List.of("nearest", "linear", "cubic")) {
      for (String coordinates :
          List.of(
              "half_pixel",
              "half_pixel_symmetric",
              "pytorch_half_pixel",
              "align_corners",
              "asymmetric")) {
        String what = mode + " " + coordinates;
        Object[] attributes = {"mode", mode, "coordinate_transformation_mode", coordinates};
        cases.add(
            on("Resize", what + ", scales up", x(1, 1, 4, 3), none(), floats(1, 1, 2, 1.7))
                .with(attributes));
        cases.add(
            on("Resize", what + ", scales down", x(1, 1, 6, 5), none(), floats(1, 1, 0.5, 0.6))
                .with(attributes));
        cases.add(
            on("Resize", what + ", sizes", x(1, 2, 4, 5), none(), none(), ints(1, 2, 7, 3))
                .with(attributes));
        cases.add(
            on("Resize", what + ", to one", x(1, 1, 4, 4), none(), none(), ints(1, 1, 1, 1))
                .with(attributes));
      }
    }
    for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
      cases.add(
          on("Resize", "nearest " + rounding, x(1, 1, 4, 4), none(), none(), ints(1, 1, 8, 6))
              .with("mode", "nearest", "nearest_mode", rounding));
      cases.add(
          on(
                  "Resize",
                  "nearest asymmetric " + rounding,
                  x(1, 1, 4, 4),
                  none(),
                  floats(1, 1, 2, 0.7))
              .with(
                  "mode",
                  "nearest",
                  "nearest_mode",
                  rounding,
                  "coordinate_transformation_mode",
                  "asymmetric"));
    }
    for (String mode : List.of("linear", "cubic")) {
      cases.add(
          on("Resize", mode + " antialiased", x(1, 1, 7, 6), none(), none(), ints(1, 1, 3, 4))
              .with("mode", mode, "antialias", 1));
      cases.add(
          on("Resize", mode + " antialiased scales", x(1, 1, 8, 6), none(), floats(1, 1, 0.5, 0.7))
              .with("mode", mode, "antialias", 1));
    }
    cases.addAll(
        List.of(
            on("Resize", "cubic, other coefficient", x(1, 1, 4, 4), none(), floats(1, 1, 2, 1.5))
                .with("mode", "cubic", "cubic_coeff_a", -0.5),
            on("Resize", "cubic, outside excluded", x(1, 1, 4, 4), none(), floats(1, 1, 2, 1.5))
                .with("mode", "cubic", "exclude_outside", 1),
            on("Resize", "nearest, whole factors", x(2, 2, 2, 3), none(), floats(1, 1, 2, 3))
                .with("mode", "nearest", "coordinate_transformation_mode", "asymmetric"),
            on("Resize", "nearest, named axes", x(1, 2, 2, 3), none(), floats(2, 2))
                .with("mode", "nearest", "axes", new long[] {2, 3}),
            on("Resize", "linear, named axes", x(1, 2, 2, 3), none(), none(), ints(5, 4))
                .with("mode", "linear", "axes", new long[] {-1, -2}),
            on("Resize", "linear, one axis of a line", x(1, 2, 4), none(), floats(1, 1, 2.5))
                .with("mode", "linear"),
            on("Resize", "linear, channels last", x(1, 3, 4, 2), none(), floats(1, 2, 2, 1))
                .with("mode", "linear"),
            on("Resize", "nearest, volumes", x(1, 1, 2, 2, 3), none(), floats(1, 1, 2, 2, 1.5))
                .with("mode", "nearest"),
            on("Resize", "linear, matrix", x(3, 4), none(), none(), ints(5, 2))
                .with("mode", "linear"),
            on("Resize", "nothing", x(1, 1, 2, 2), none(), floats(1, 1, 1, 1))
                .with("mode", "linear"),
            on("Resize", "not larger", x(1, 1, 4, 6), none(), none(), ints(7, 8))
                .with(
                    "mode",
                    "linear",
                    "axes",
                    new long[] {2, 3},
                    "keep_aspect_ratio_policy",
                    "not_larger"),
            on("Resize", "not smaller", x(1, 1, 4, 6), none(), none(), ints(3, 5))
                .with(
                    "mode",
                    "nearest",
                    "axes",
                    new long[] {2, 3},
                    "keep_aspect_ratio_policy",
                    "not_smaller"),
            on(
                    "Resize",
                    "crop and resize",
                    x(1, 1, 4, 4),
                    floats(0, 0, 0.2, 0.3, 1, 1, 0.8, 1.2),
                    none(),
                    ints(1, 1, 5, 6))
                .with(
                    "mode",
                    "linear",
                    "coordinate_transformation_mode",
                    "tf_crop_and_resize",
                    "extrapolation_value",
                    3f)));
    return cases;
  }
}
