package io.cdmaa.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.StringStringEntryProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds the other files in which a model stores tensors, by their names in the model. Everything
 * else is skipped while reading, so a model of a gigabyte takes no memory.
 */
final class DataFiles {
  private final Set<String> locations = new LinkedHashSet<>();

  private DataFiles() {}

  /** Handles a message embedded in another. */
  private interface Reader {
    void read(CodedInputStream in) throws IOException;
  }

  /**
   * Returns the locations that a model names.
   *
   * @param model a {@code ModelProto}
   * @throws IOException if it cannot be read or is not a model
   */
  static Set<String> locations(CodedInputStream model) throws IOException {
    DataFiles found = new DataFiles();
    each(
        model,
        ModelProto.GRAPH_FIELD_NUMBER,
        graph -> each(graph, GraphProto.INITIALIZER_FIELD_NUMBER, found::tensor));
    return found.locations;
  }

  private static void each(CodedInputStream in, int field, Reader reader) throws IOException {
    int wanted = tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == wanted) {
        int outer = in.pushLimit(in.readRawVarint32());
        reader.read(in);
        in.popLimit(outer);
      } else {
        in.skipField(tag);
      }
    }
  }

  private void tensor(CodedInputStream in) throws IOException {
    boolean external = false;
    String location = "";
    int where = tag(TensorProto.DATA_LOCATION_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    int entry = tag(TensorProto.EXTERNAL_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == where) {
        external = in.readEnum() == TensorProto.DataLocation.EXTERNAL_VALUE;
      } else if (tag == entry) {
        StringStringEntryProto said = StringStringEntryProto.parseFrom(in.readByteArray());
        location = said.getKey().equals("location") ? said.getValue() : location;
      } else {
        in.skipField(tag);
      }
    }
    if (external) {
      locations.add(location);
    }
  }

  private static int tag(int field, int type) {
    return (field << 3) | type;
  }
}
