package io.cdmaa.cli;

import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.image.Pictures;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.tensor.FloatTensor;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One picture of everything: the photos, and some fakes of each generator before and after. */
final class ContactSheet {
  private static final int SIDE = 192;
  private static final int COLUMNS = 6;
  private static final int DOMAINS = COLUMNS / 2;
  private static final double GAIN = 10;

  private final List<BufferedImage> pictures = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  private ContactSheet() {}

  static BufferedImage of(PhotoResult work) {
    ContactSheet sheet = new ContactSheet();
    FloatTensor before = work.original().pixels();
    FloatTensor after = work.protectedPhoto().pixels();
    sheet.add(before, "original photo");
    sheet.add(after, "protected photo");
    sheet.add(Pictures.difference(before, after, GAIN), "difference x 10");
    sheet.fillRow();
    for (int j = 0; j < work.evaluation().before().size(); j++) {
      sheet.row(
          work.evaluation().verdict().generators().get(j),
          work.evaluation().before().get(j),
          work.evaluation().after().get(j));
    }
    return Pictures.grid(sheet.pictures, sheet.labels, COLUMNS);
  }

  private void row(GeneratorVerdict generator, FloatTensor before, FloatTensor after) {
    int shown = Math.min(DOMAINS, generator.domains().size());
    for (int k = 0; k < shown; k++) {
      DomainVerdict domain = generator.domains().get(k);
      add(fake(before, k), generator.name().replaceAll(" \\(.*", "") + ": " + domain.name());
      add(fake(after, k), String.format(Locale.ROOT, "of the protected: L %.3f", domain.loss()));
    }
    fillRow();
  }

  /** One row of [K,3,H,W] as [3,H,W]. */
  static FloatTensor fake(FloatTensor fakes, int k) {
    long[] dims = fakes.shape();
    return fakes.rows(k, 1).reshaped(dims[1], dims[2], dims[3]);
  }

  private void add(FloatTensor pixels, String label) {
    pictures.add(fitted(Pictures.toImage(pixels)));
    labels.add(label);
  }

  private void fillRow() {
    while (pictures.size() % COLUMNS != 0) {
      BufferedImage empty = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = empty.createGraphics();
      graphics.setColor(java.awt.Color.WHITE);
      graphics.fillRect(0, 0, SIDE, SIDE);
      graphics.dispose();
      pictures.add(empty);
      labels.add("");
    }
  }

  /** A picture scaled to the side of a cell. */
  static BufferedImage fitted(BufferedImage picture) {
    double scale = (double) SIDE / Math.max(picture.getWidth(), picture.getHeight());
    int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }
}
