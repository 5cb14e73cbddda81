package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.io.IOConsumer;
import java.awt.Transparency;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Runs ImageIO codecs with the non-default settings that each format needs. */
final class Encoder {
  private static final String PNG_METADATA = "javax_imageio_png_1.0";
  private static final String JPEG_METADATA = "javax_imageio_jpeg_image_1.0";

  private Encoder() {}

  /** Encodes a photo that the format can represent. Does not close the stream. */
  static void encode(Photo photo, Encoding encoding, OutputStream out) throws IOException {
    switch (encoding.format()) {
      case PNG -> png(photo, out);
      case JPEG -> jpeg(photo, encoding.quality(), out);
      case BMP -> run("BMP", image(photo, photo.bitDepth(), false), null, settings -> {}, out);
      case TIFF ->
          run(
              "TIFF",
              image(photo, photo.bitDepth(), true),
              null,
              settings -> {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionType("Deflate");
              },
              out);
    }
  }

  private static void png(Photo photo, OutputStream out) throws IOException {
    run(
        "PNG",
        image(photo, photo.bitDepth(), false),
        metadata -> {
          if (photo.iccProfile().isPresent()) {
            IIOMetadataNode chunk = new IIOMetadataNode("iCCP");
            chunk.setAttribute("profileName", "ICC profile");
            chunk.setAttribute("compressionMethod", "deflate");
            chunk.setUserObject(deflated(photo.iccProfile().get().bytes()));
            IIOMetadataNode root = new IIOMetadataNode(PNG_METADATA);
            root.appendChild(chunk);
            metadata.mergeTree(PNG_METADATA, root);
          }
        },
        settings -> {},
        out);
  }

  private static void jpeg(Photo photo, int quality, OutputStream out) throws IOException {
    byte[] file = jpeg(photo, quality / 100f, false);
    if (photo.iccProfile().isPresent()) {
      file = JpegContainer.withProfile(file, photo.iccProfile().get());
    }
    out.write(file);
  }

  /**
   * Returns a JPEG without a profile.
   *
   * @param quality 0.01 to 1
   * @param halvedChroma whether the colour planes have half as many rows and columns, which is the
   *     codec's default
   */
  static byte[] jpeg(Photo photo, float quality, boolean halvedChroma) throws IOException {
    return jpeg(image(photo, 8, false), quality, halvedChroma);
  }

  /** Returns a JPEG of an opaque 8-bit image. */
  static byte[] jpeg(BufferedImage picture, float quality, boolean halvedChroma)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    run(
        "JPEG",
        picture,
        halvedChroma ? null : Encoder::withoutSubsampling,
        settings -> {
          settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          settings.setCompressionQuality(quality);
        },
        file);
    return file.toByteArray();
  }

  /**
   * Returns a lossy WebP without a profile.
   *
   * @param quality 0.01 to 1
   */
  static byte[] webp(Photo photo, float quality) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    run(
        "WebP",
        toImage(photo),
        null,
        settings -> {
          settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          settings.setCompressionType("Lossy");
          settings.setCompressionQuality(quality);
        },
        file);
    return file.toByteArray();
  }

  /** Disables the codec's default chroma subsampling, which would blur the perturbation. */
  private static void withoutSubsampling(IIOMetadata metadata) throws IOException {
    Element root = (Element) metadata.getAsTree(JPEG_METADATA);
    NodeList components = root.getElementsByTagName("componentSpec");
    for (int i = 0; i < components.getLength(); i++) {
      Element component = (Element) components.item(i);
      component.setAttribute("HsamplingFactor", "1");
      component.setAttribute("VsamplingFactor", "1");
    }
    metadata.setFromTree(JPEG_METADATA, root);
  }

  private static void run(
      String format,
      BufferedImage image,
      IOConsumer<IIOMetadata> metadataChange,
      Consumer<ImageWriteParam> choice,
      OutputStream out)
      throws IOException {
    ImageTypeSpecifier type = ImageTypeSpecifier.createFromRenderedImage(image);
    // The JDK's own codecs: TwelveMonkeys' TIFF writer does not support 16-bit colour.
    Iterator<ImageWriter> writers = ImageIO.getImageWriters(type, format);
    if (!writers.hasNext()) {
      throw new IOException("no codec for " + format + " is on the class path");
    }
    ImageWriter writer = writers.next();
    while (!writer.getClass().getName().startsWith("com.sun.") && writers.hasNext()) {
      writer = writers.next();
    }
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam settings = writer.getDefaultWriteParam();
      choice.accept(settings);
      IIOMetadata metadata = null;
      if (metadataChange != null) {
        metadata = writer.getDefaultImageMetadata(type, settings);
        metadataChange.accept(metadata);
      }
      writer.write(null, new IIOImage(image, null, metadata), settings);
    } finally {
      writer.dispose();
    }
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      deflater.write(bytes);
    }
    return packed.toByteArray();
  }

  /** Returns the photo's samples unconverted, with a colour model that only labels them. */
  private static BufferedImage image(Photo photo, int bitDepth, boolean nameProfile) {
    ColorSpace space =
        nameProfile && photo.iccProfile().isPresent()
            ? colourSpace(photo.iccProfile().get())
            : ColorSpace.getInstance(
                photo.channels() == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    boolean hasAlpha = photo.alpha().isPresent();
    ColorModel model =
        new ComponentColorModel(
            space,
            hasAlpha,
            false,
            hasAlpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            bitDepth == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(photo.width(), photo.height());
    fill(raster, photo, bitDepth);
    return new BufferedImage(model, raster, false, null);
  }

  /**
   * Returns a photo as one of Java's standard image types if one fits, else with its samples
   * unchanged.
   */
  static BufferedImage toImage(Photo photo) {
    OptionalInt type = standardType(photo);
    if (type.isEmpty()) {
      return image(photo, photo.bitDepth(), true);
    }
    BufferedImage image = new BufferedImage(photo.width(), photo.height(), type.getAsInt());
    fill(image.getRaster(), photo, photo.bitDepth());
    return image;
  }

  private static OptionalInt standardType(Photo photo) {
    boolean grey = photo.channels() == 1;
    boolean opaque = photo.alpha().isEmpty();
    if (photo.iccProfile().isPresent() || (grey && !opaque) || (!grey && photo.bitDepth() == 16)) {
      return OptionalInt.empty();
    }
    if (grey) {
      return OptionalInt.of(
          photo.bitDepth() == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY);
    }
    return OptionalInt.of(opaque ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_4BYTE_ABGR);
  }

  /** Writes the samples to bands: grey or red, green, blue, then alpha. */
  private static void fill(WritableRaster raster, Photo photo, int bitDepth) {
    int width = photo.width();
    int height = photo.height();
    Levels levels = Levels.of(bitDepth);
    FloatBuffer pixels = photo.pixels().buffer();
    int[] row = new int[width];
    for (int channel = 0; channel < photo.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          row[x] = levels.nearest(pixels.get((channel * height + y) * width + x));
        }
        raster.setSamples(0, y, width, 1, channel, row);
      }
    }
    if (photo.alpha().isPresent()) {
      AlphaPlane alpha = photo.alpha().get();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          row[x] = alpha.level(y * width + x);
        }
        raster.setSamples(0, y, width, 1, photo.channels(), row);
      }
    }
  }

  private static ColorSpace colourSpace(IccProfile profile) {
    try {
      return new ICC_ColorSpace(ICC_Profile.getInstance(profile.bytes()));
    } catch (IllegalArgumentException | CMMException e) {
      throw new CdmaaException(
          ErrorReason.OUTPUT,
          "The photo's ICC profile is damaged, so only PNG and JPEG can carry it; write one of"
              + " these",
          e);
    }
  }
}
