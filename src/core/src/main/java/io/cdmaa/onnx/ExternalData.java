package io.cdmaa.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.proto.StringStringEntryProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files beside a model that hold its tensors. However many tensors refer to a file, no more
 * bytes are read than its length; tensors at the same position share their bytes.
 */
final class ExternalData {
  private final Path folder;
  private final Map<Piece, ByteString> pieces = new HashMap<>();
  private final Map<Path, Long> total = new HashMap<>();

  ExternalData(Path folder) {
    this.folder = folder;
  }

  private record Piece(Path file, long offset, long length) {}

  /** Returns the bytes of a tensor that is marked as external. */
  ByteString read(TensorProto tensor) throws IOException {
    var entries =
        tensor.getExternalDataList().stream()
            .collect(
                Collectors.toMap(
                    StringStringEntryProto::getKey, StringStringEntryProto::getValue, (a, b) -> b));
    String location = entries.getOrDefault("location", "");
    Path file = inside(location, tensor);
    long expected = TensorCodec.byteCount(tensor, TensorCodec.type(tensor));
    long offset = number(entries.getOrDefault("offset", "0"), tensor);
    long length = number(entries.getOrDefault("length", Long.toString(expected)), tensor);
    if (length != expected) {
      throw GraphCodec.damaged(
          "the tensor '"
              + tensor.getName()
              + "' asks for "
              + length
              + " bytes of external data, but its shape needs "
              + expected);
    }
    Piece piece = new Piece(file, offset, length);
    ByteString known = pieces.get(piece);
    if (known == null) {
      known = read(piece);
      pieces.put(piece, known);
    }
    return known;
  }

  private ByteString read(Piece piece) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(piece.file())) {
      long size = channel.size();
      if (piece.offset() < 0 || piece.offset() > size - piece.length()) {
        throw new CdmaaException(
            ErrorReason.MODEL,
            "Its external data file "
                + piece.file()
                + " is shorter than the model expects; copy it again, whole");
      }
      if (total.merge(piece.file(), piece.length(), Long::sum) > size) {
        throw GraphCodec.damaged("its tensors overlap in the data file " + piece.file());
      }
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(piece.length()));
      channel.position(piece.offset());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // A channel may deliver less than requested.
      }
      return UnsafeByteOperations.unsafeWrap(bytes.flip());
    }
  }

  private static long number(String text, TensorProto tensor) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw GraphCodec.damaged(
          "the external data of '" + tensor.getName() + "' has the invalid position " + text);
    }
  }

  /**
   * Returns the file of this name, which must be in the model's folder even after following links.
   */
  private Path inside(String location, TensorProto tensor) throws IOException {
    Path file;
    try {
      file = folder.resolve(Path.of(location).normalize());
    } catch (InvalidPathException e) {
      throw GraphCodec.damaged(
          "the external data of '" + tensor.getName() + "' has the invalid file name " + location);
    }
    if (location.isEmpty() || !file.normalize().startsWith(folder.normalize())) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "Its tensor '"
              + tensor.getName()
              + "' lies in '"
              + location
              + "', outside the model's own folder; copy the data file beside the model");
    }
    if (!Files.isRegularFile(file)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "Its external data file " + file + " is missing; copy it beside the model");
    }
    if (!file.toRealPath().startsWith(folder.toRealPath())) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "Its external data file "
              + file
              + " is a link that leaves the model's folder; copy the data file itself there");
    }
    return file;
  }
}
