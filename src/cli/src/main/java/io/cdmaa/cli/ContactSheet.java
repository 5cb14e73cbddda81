package io.cdmaa.cli;

import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.image.Pictures;
import io.cdmaa.image.Thumbnail;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.tensor.FloatTensor;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One image of everything: the photos, and some fakes of each generator before and after
 * protection.
 */
final class ContactSheet {
  /** Side of a cell in pixels. */
  static final int SIDE = 192;

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
      add(before.row(k), generator.name().replaceAll(" \\(.*", "") + ": " + domain.name());
      add(after.row(k), String.format(Locale.ROOT, "of the protected: L %.3f", domain.loss()));
    }
    fillRow();
  }

  private void add(FloatTensor pixels, String label) {
    pictures.add(Thumbnail.cell(pixels, SIDE));
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
}
