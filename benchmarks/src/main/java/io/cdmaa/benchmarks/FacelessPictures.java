package io.cdmaa.benchmarks;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Draws pictures without a face; the same number gives the same picture. */
final class FacelessPictures {
  private static final int SIDE = 512;

  private FacelessPictures() {}

  /** Noise of several grains, checks, and overlapping ellipses. */
  static BufferedImage texture(int i) {
    Random random = new Random(i);
    BufferedImage picture = canvas(SIDE, SIDE);
    Graphics2D drawing = picture.createGraphics();
    int grain = 2 << i % 6;
    for (int y = 0; y < SIDE; y += grain) {
      for (int x = 0; x < SIDE; x += grain) {
        int value = i % 3 == 1 ? ((x + y) / grain % 2) * 160 + 40 : random.nextInt(256);
        drawing.setColor(i % 2 == 0 ? new Color(value, value, value) : new Color(random.nextInt()));
        if (i % 3 == 2) {
          drawing.fillOval(x, y, 1 + random.nextInt(3 * grain), 1 + random.nextInt(3 * grain));
        } else {
          drawing.fillRect(x, y, grain, grain);
        }
      }
    }
    drawing.dispose();
    return picture;
  }

  /** A sky with clouds, hills, trees, houses with windows, and grain over all of it. */
  static BufferedImage landscape(int i) {
    Random random = new Random(1000 + i);
    BufferedImage picture = canvas(SIDE * 3 / 2, SIDE);
    Graphics2D drawing = picture.createGraphics();
    drawing.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    int width = picture.getWidth();
    drawing.setPaint(
        new GradientPaint(0, 0, shade(random, .55f, .9f), 0, SIDE, shade(random, .1f, 1f)));
    drawing.fillRect(0, 0, width, SIDE);
    for (int k = 0; k < 12; k++) {
      drawing.setColor(new Color(255, 255, 255, 40 + random.nextInt(120)));
      int across = 30 + random.nextInt(160);
      drawing.fillOval(random.nextInt(width), random.nextInt(SIDE / 3), across, across / 3);
    }
    for (int k = 0; k < 3; k++) {
      hills(drawing, random, width, SIDE / 3 + k * SIDE / 6);
    }
    for (int k = 0; k < 14; k++) {
      tree(drawing, random, random.nextInt(width), SIDE / 2 + random.nextInt(SIDE / 2));
    }
    for (int k = 0; k < 4; k++) {
      house(drawing, random, random.nextInt(width), SIDE / 2 + random.nextInt(SIDE / 3));
    }
    drawing.dispose();
    grain(picture, random);
    return picture;
  }

  private static Color shade(Random random, float saturation, float brightness) {
    return Color.getHSBColor(random.nextFloat(), saturation, brightness);
  }

  private static void hills(Graphics2D drawing, Random random, int width, int base) {
    Polygon ridge = new Polygon();
    double phase = random.nextDouble() * 6;
    double steep = 20 + random.nextInt(60);
    for (int x = 0; x <= width; x += 4) {
      double height = Math.sin(phase + x / 70.0) + .5 * Math.sin(2 * phase + x / 27.0);
      ridge.addPoint(x, (int) (base + steep * height));
    }
    ridge.addPoint(width, SIDE);
    ridge.addPoint(0, SIDE);
    drawing.setColor(shade(random, .4f, .3f + .5f * random.nextFloat()));
    drawing.fillPolygon(ridge);
  }

  private static void tree(Graphics2D drawing, Random random, int x, int y) {
    int tall = 30 + random.nextInt(120);
    drawing.setColor(new Color(70 + random.nextInt(40), 50, 30));
    drawing.fillRect(x - tall / 16, y - tall / 2, tall / 8 + 1, tall / 2);
    for (int k = 0; k < 25; k++) {
      drawing.setColor(new Color(20 + random.nextInt(60), 60 + random.nextInt(120), 30));
      int leaf = tall / 6 + random.nextInt(tall / 4);
      drawing.fillOval(
          x - tall / 3 + random.nextInt(tall / 2), y - tall + random.nextInt(tall / 2), leaf, leaf);
    }
  }

  private static void house(Graphics2D drawing, Random random, int x, int y) {
    int side = 50 + random.nextInt(120);
    drawing.setColor(shade(random, .3f, .4f + .6f * random.nextFloat()));
    drawing.fillRect(x, y, side, side);
    drawing.setColor(shade(random, .7f, .4f));
    drawing.fillPolygon(
        new int[] {x - side / 8, x + side / 2, x + side + side / 8},
        new int[] {y, y - side / 2, y},
        3);
    drawing.setColor(shade(random, .2f, .2f + .2f * random.nextFloat()));
    int pane = side / 5;
    drawing.fillRect(x + pane, y + pane, pane, pane);
    drawing.fillRect(x + 3 * pane, y + pane, pane, pane);
    drawing.fillRect(x + 2 * pane, y + 3 * pane, pane, side - 3 * pane);
  }

  private static void grain(BufferedImage picture, Random random) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        Color colour = new Color(picture.getRGB(x, y));
        int more = (int) (8 * random.nextGaussian());
        picture.setRGB(
            x,
            y,
            new Color(
                    level(colour.getRed() + more),
                    level(colour.getGreen() + more),
                    level(colour.getBlue() + more))
                .getRGB());
      }
    }
  }

  private static int level(int value) {
    return Math.max(0, Math.min(255, value));
  }

  /** Returns a grey picture to draw on. */
  static BufferedImage canvas(int width, int height) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = picture.createGraphics();
    drawing.setColor(Color.GRAY);
    drawing.fillRect(0, 0, width, height);
    drawing.dispose();
    return picture;
  }
}
