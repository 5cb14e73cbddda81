package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;

/**
 * The colour difference CIEDE2000 with all parametric factors 1 (Sharma, Wu and Dalal, "The
 * CIEDE2000 color-difference formula: implementation notes, supplementary test data, and
 * mathematical observations", Color Research and Application 30(1), 2005). A difference of about 1
 * is just noticeable between large patches.
 */
final class ColourDifference {
  private static final double POW_25_7 = Math.pow(25, 7);

  /** From linear sRGB to CIE XYZ relative to the white point D65 (IEC 61966-2-1). */
  private static final double[][] TO_XYZ = {
    {0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505},
    {0.2126, 0.7152, 0.0722},
    {0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089}
  };

  private ColourDifference() {}

  /** Returns the mean difference over the pixels of two images [C, H, W] in [-1, 1], as sRGB. */
  static double mean(FloatTensor a, FloatTensor b) {
    int channels = (int) a.shape()[0];
    int plane = a.size() / channels;
    double sum = 0;
    for (int i = 0; i < plane; i++) {
      sum += between(lab(a, channels, plane, i), lab(b, channels, plane, i));
    }
    return sum / plane;
  }

  private static double[] lab(FloatTensor image, int channels, int plane, int pixel) {
    double[] rgb = new double[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = (image.get(Math.min(c, channels - 1) * plane + pixel) + 1) / 2;
    }
    return lab(rgb);
  }

  /** Returns L*, a* and b* of an sRGB colour in [0, 1]. */
  static double[] lab(double[] rgb) {
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      double relative = 0;
      for (int c = 0; c < 3; c++) {
        relative += TO_XYZ[i][c] * linear(rgb[c]);
      }
      f[i] = relative > 216 / 24389.0 ? Math.cbrt(relative) : (24389 / 27.0 * relative + 16) / 116;
    }
    return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
  }

  private static double linear(double value) {
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  /** Returns the difference of two colours L*, a*, b*; the letters are those of the source. */
  static double between(double[] first, double[] second) {
    double meanChroma = (Math.hypot(first[1], first[2]) + Math.hypot(second[1], second[2])) / 2;
    double seventh = Math.pow(meanChroma, 7);
    double g = 0.5 * (1 - Math.sqrt(seventh / (seventh + POW_25_7)));
    double a1 = (1 + g) * first[1];
    double a2 = (1 + g) * second[1];
    double c1 = Math.hypot(a1, first[2]);
    double c2 = Math.hypot(a2, second[2]);
    double h1 = hue(a1, first[2]);
    double h2 = hue(a2, second[2]);
    boolean grey = c1 * c2 == 0;

    double turn = h2 - h1;
    turn += turn > 180 ? -360 : turn < -180 ? 360 : 0;
    double deltaL = second[0] - first[0];
    double deltaC = c2 - c1;
    double deltaH = grey ? 0 : 2 * Math.sqrt(c1 * c2) * sin(turn / 2);

    double meanL = (first[0] + second[0]) / 2;
    double meanC = (c1 + c2) / 2;
    double meanH = grey ? h1 + h2 : meanHue(h1, h2);
    double t =
        1
            - 0.17 * cos(meanH - 30)
            + 0.24 * cos(2 * meanH)
            + 0.32 * cos(3 * meanH + 6)
            - 0.20 * cos(4 * meanH - 63);
    double lightness = Math.pow(meanL - 50, 2);
    double l = deltaL / (1 + 0.015 * lightness / Math.sqrt(20 + lightness));
    double c = deltaC / (1 + 0.045 * meanC);
    double h = deltaH / (1 + 0.015 * meanC * t);
    double seventhC = Math.pow(meanC, 7);
    double rotation =
        -sin(60 * Math.exp(-Math.pow((meanH - 275) / 25, 2)))
            * 2
            * Math.sqrt(seventhC / (seventhC + POW_25_7));
    return Math.sqrt(l * l + c * c + h * h + rotation * c * h);
  }

  private static double meanHue(double h1, double h2) {
    double sum = h1 + h2;
    if (Math.abs(h1 - h2) <= 180) {
      return sum / 2;
    }
    return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
  }

  /** Returns the hue angle in degrees, from 0 to 360; 0 for grey. */
  private static double hue(double a, double b) {
    if (a == 0 && b == 0) {
      return 0;
    }
    double degrees = Math.toDegrees(Math.atan2(b, a));
    return degrees < 0 ? degrees + 360 : degrees;
  }

  private static double sin(double degrees) {
    return Math.sin(Math.toRadians(degrees));
  }

  private static double cos(double degrees) {
    return Math.cos(Math.toRadians(degrees));
  }
}
