package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images for reports and contact sheets: 8-bit, interpreted as sRGB, for viewing and not for
 * measurement. Needs no display.
 */
public final class Pictures {
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
  private static final int GAP = 8;
  private static final int FONT_SIZE = 12;
  private static final byte[] TEXT_CHUNK = "tEXt".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] MARK = "Software\0cdmaa".getBytes(StandardCharsets.ISO_8859_1);

  /** Length, type and checksum of a PNG chunk. */
  private static final int CHUNK_FRAME = 12;

  /** The offset after a PNG file's signature and first chunk. */
  private static final int HEADER_END = 8 + CHUNK_FRAME + 13;

  private Pictures() {}

  /**
   * Returns a tensor as an image; grey becomes equal red, green and blue.
   *
   * @param pixels [1 or 3, H, W] in [-1, 1]; values outside are clamped, NaN becomes black
   * @return {@code TYPE_INT_RGB}, W x H
   */
  public static BufferedImage toImage(FloatTensor pixels) {
    long[] shape = pixels.shape();
    if (shape.length != 3 || (shape[0] != 1 && shape[0] != 3)) {
      throw new IllegalArgumentException("expected [1 or 3, H, W], not " + pixels);
    }
    int height = (int) shape[1];
    int width = (int) shape[2];
    int plane = width * height;
    int step = shape[0] == 1 ? 0 : plane;
    FloatBuffer values = pixels.buffer();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        int red = Levels.EIGHT_BIT.nearest(values.get(at));
        int green = Levels.EIGHT_BIT.nearest(values.get(at + step));
        int blue = Levels.EIGHT_BIT.nearest(values.get(at + 2 * step));
        row[x] = red << 16 | green << 8 | blue;
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  /**
   * Returns the text chunk {@code Software} of each image written, by which the program's own
   * images are recognised.
   */
  public static byte[] mark() {
    return MARK.clone();
  }

  /** Inserts {@link #mark()} after the header of a PNG file. */
  public static byte[] marked(byte[] png) {
    CRC32 crc = new CRC32();
    crc.update(TEXT_CHUNK);
    crc.update(MARK);
    return ByteBuffer.allocate(png.length + MARK.length + CHUNK_FRAME)
        .put(png, 0, HEADER_END)
        .putInt(MARK.length)
        .put(TEXT_CHUNK)
        .put(MARK)
        .putInt((int) crc.getValue())
        .put(png, HEADER_END, png.length - HEADER_END)
        .array();
  }

  /** Returns an image as the bytes of a PNG file with {@link #mark()}. */
  public static byte[] toPngBytes(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "PNG", stream)) {
        throw new IllegalArgumentException("PNG cannot hold " + image);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return marked(bytes.toByteArray());
  }

  /**
   * Visualises the change from one image to another: middle grey if unchanged, brighter where b is
   * brighter.
   *
   * @param a [C, H, W] in [-1, 1]
   * @param b the same shape
   * @param gain the amplification factor of the change
   * @return [C, H, W] in [-1, 1]: gain * (b - a), clamped; on the scale 0..1 that is 0.5 + gain *
   *     (b - a) / 2
   */
  public static FloatTensor difference(FloatTensor a, FloatTensor b, double gain) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new IllegalArgumentException(a + " and " + b + " differ in shape");
    }
    FloatTensor result = FloatTensor.zeros(a.shape());
    FloatBuffer from = a.buffer();
    FloatBuffer to = b.buffer();
    for (int i = 0; i < result.size(); i++) {
      double change = gain * ((double) to.get(i) - from.get(i));
      result.set(i, (float) Math.max(-1, Math.min(1, change)));
    }
    return result;
  }

  /**
   * Arranges labelled images in a grid on white, row by row. Images are not scaled; every cell is
   * as large as the largest image. Labels too long for their cell are truncated with an ellipsis.
   *
   * @param pictures at least one
   * @param labels one per image; may be empty strings
   * @param columns images per row, at least 1
   */
  public static BufferedImage grid(List<BufferedImage> pictures, List<String> labels, int columns) {
    if (pictures.isEmpty() || pictures.size() != labels.size() || columns < 1) {
      throw new IllegalArgumentException(
          pictures.size() + " pictures, " + labels.size() + " labels, " + columns + " columns");
    }
    int cellWidth = pictures.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow();
    int cellHeight = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
    int labelHeight = labels.stream().allMatch(String::isEmpty) ? 0 : FONT_SIZE + GAP;
    int across = Math.min(columns, pictures.size());
    int down = (pictures.size() + across - 1) / across;
    BufferedImage sheet =
        new BufferedImage(
            GAP + across * (cellWidth + GAP),
            GAP + down * (labelHeight + cellHeight + GAP),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      for (int i = 0; i < pictures.size(); i++) {
        int x = GAP + i % across * (cellWidth + GAP);
        int y = GAP + i / across * (labelHeight + cellHeight + GAP);
        graphics.drawImage(pictures.get(i), x, y + labelHeight, null);
      }
      if (labelHeight > 0) {
        drawLabels(graphics, labels, across, cellWidth, labelHeight + cellHeight + GAP);
      }
    } finally {
      graphics.dispose();
    }
    return sheet;
  }

  private static void drawLabels(
      Graphics2D graphics, List<String> labels, int across, int cellWidth, int rowHeight) {
    try {
      graphics.setColor(Color.BLACK);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
      FontMetrics metrics = graphics.getFontMetrics();
      for (int i = 0; i < labels.size(); i++) {
        int x = GAP + i % across * (cellWidth + GAP);
        int y = GAP + i / across * rowHeight + FONT_SIZE;
        graphics.drawString(fitted(labels.get(i), metrics, cellWidth), x, y);
      }
    } catch (RuntimeException | LinkageError | InternalError e) {
      // A minimal container has no fonts, for which Java fails in one of several ways.
      LOG.warn("No fonts on this machine, so the sheet carries no labels ({})", e.toString());
    }
  }

  private static String fitted(String label, FontMetrics metrics, int width) {
    if (metrics.stringWidth(label) <= width) {
      return label;
    }
    int length = label.length();
    while (length > 0 && metrics.stringWidth(label.substring(0, length) + "...") > width) {
      length--;
    }
    return length == 0 ? "" : label.substring(0, length) + "...";
  }
}
