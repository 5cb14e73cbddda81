package io.cdmaa.protection;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.image.Pictures;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.proto.ModelProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Reads the marks that identify files written by {@code cdmaa}. A file that cannot be read counts
 * as foreign.
 */
final class Marks {
  /** Every mark but ONNX's lies within this many bytes. */
  private static final int HEAD = 1024;

  private static final Pattern JSON = Pattern.compile("\\s*\\{\\s*\"tool\"\\s*:\\s*\"cdmaa\\b");

  private Marks() {}

  static boolean isReport(Path file) {
    return text(file).contains(HtmlReport.MARK);
  }

  static boolean isJson(Path file) {
    return JSON.matcher(text(file)).lookingAt();
  }

  /** Returns whether a file is a PNG whose {@code Software} chunk precedes its pixels. */
  static boolean isPicture(Path file) {
    byte[] head = head(file);
    byte[] mark = Pictures.mark();
    int at = 8;
    while (at + 8 <= head.length) {
      int length = ByteBuffer.wrap(head, at, 4).getInt();
      String type = new String(head, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (length < 0 || type.equals("IDAT")) {
        return false;
      }
      if (type.equals("tEXt") && length == mark.length && at + 8 + length <= head.length) {
        return ByteBuffer.wrap(head, at + 8, length).equals(ByteBuffer.wrap(mark));
      }
      at += 12 + Math.min(length, HEAD);
    }
    return false;
  }

  static boolean isGradientGraph(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream model = CodedInputStream.newInstance(in);
      for (int tag = model.readTag(); tag != 0; tag = model.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == ModelProto.PRODUCER_NAME_FIELD_NUMBER) {
          return model.readString().equals(GraphCodec.STANDALONE_PRODUCER);
        }
        model.skipField(tag);
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String text(Path file) {
    return new String(head(file), StandardCharsets.UTF_8);
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
