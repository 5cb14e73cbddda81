package io.cdmaa.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages are ONNX Runtime 1.29's own. */
class OrtMessagesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Error code - ORT_FAIL - message: /onnxruntime_src/onnxruntime/core/graph/model.cc:202"
            + " onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&, const"
            + " onnxruntime::ModelOptions&) Unsupported model IR version: 14, max supported IR"
            + " version: 13 | Unsupported model IR version: 14, max supported IR version: 13",
        "Error code - ORT_FAIL - message: Non-zero status code returned while running Reshape node."
            + " Name:'r1' Status Message: /onnxruntime_src/core/providers/cpu/reshape_helper.h:91"
            + " onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, bool)"
            + " input_shape_size == requested_shape_size was false. The input tensor cannot be"
            + " reshaped to the requested shape. Input shape:{2,3}, requested shape:{7,5} |"
            + " at operator Reshape 'r1': The input tensor cannot be reshaped to the requested"
            + " shape. Input shape:{2,3}, requested shape:{7,5}",
        "Error code - ORT_FAIL - message: Non-zero status code returned while running Expand node."
            + " Name:'' Status Message: /onnxruntime_src/core/framework/bfc_arena.cc:360 void*"
            + " onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*)"
            + " Failed to allocate memory for requested buffer of size 240000000000 |"
            + " at operator Expand '': Failed to allocate memory for requested buffer of size"
            + " 240000000000",
        "Error code - ORT_INVALID_GRAPH - message: This is an invalid model. Required attribute"
            + " axis is missing. | This is an invalid model. Required attribute axis is missing",
      })
  void onlyWhatAPersonCanUseIsLeft(String message, String reason) {
    assertThat(OrtMessages.reason(message)).isEqualTo(reason);
  }

  @Test
  void anEmptyMessageHasNoReason() {
    assertThat(OrtMessages.reason("Error code - ORT_FAIL - message: \nmore"))
        .isEqualTo("no reason given");
  }

  @Test
  void aFullDiskIsNoFaultOfTheModel() {
    assertThat(OrtMessages.isWriteFailure(new OrtException("Protobuf serialization failed.")))
        .isTrue();
    assertThat(OrtMessages.isWriteFailure(new OrtException("Invalid model."))).isFalse();
  }
}
