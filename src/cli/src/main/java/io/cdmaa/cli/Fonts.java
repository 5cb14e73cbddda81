package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * Checks whether Java can draw text. On Linux Java finds its fonts through fontconfig, which bare
 * servers and containers lack; without it, drawing text throws {@link InternalError}.
 */
final class Fonts {
  private Fonts() {}

  /**
   * Fails if no font is available, so that a command fails before long work whose images contain
   * text.
   */
  static void require() {
    require(Fonts::measure);
  }

  static void require(Runnable text) {
    try {
      text.run();
    } catch (InternalError | LinkageError | RuntimeException e) {
      throw new CdmaaException(
          ErrorReason.OUTPUT,
          "Pictures with text cannot be drawn, as Java finds no font; install fontconfig and a font"
              + " (on Debian and Ubuntu the packages fontconfig and fonts-dejavu-core)",
          e);
    }
  }

  private static void measure() {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      graphics.getFontMetrics().stringWidth("cdmaa");
    } finally {
      graphics.dispose();
    }
  }
}
