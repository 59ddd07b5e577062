# Which sources become one when ADC_UNITY is on: a third of the time that they take one by one goes into the headers that
# they share, and another into what their templates are made into, again and again.
#
# Sources of one unit define no name twice outside of functions, in anonymous namespaces least of all; the compiler says
# so where they do, and whichever has become too much moves to another line, or to none: what stands nowhere here is
# compiled by itself. So is what has options of its own, and a class with parts of an anonymous namespace's types, of which
# g++ warns in all but a file's own text.

# The units are files of ours, in the build folder's units/. CMake's own (UNITY_BUILD) name their sources by whole paths,
# so that a cache of compiled files serves one place alone; these name them from where they stand themselves.

# adc_unit(FOLDER TARGET source…): these sources of FOLDER, which belong to TARGET, are one unit.
function(adc_unit folder target)
  if(NOT TARGET ${target})
    return()  # of libraries that are not built (ADC_LOADED)
  endif()
  get_property(count TARGET ${target} PROPERTY ADC_UNITS)
  math(EXPR count "${count} + 1")
  set(units ${PROJECT_BINARY_DIR}/units)
  file(MAKE_DIRECTORY ${units})
  # Steps upwards lead along real folders, whatever links there are.
  file(REAL_PATH ${units} from)
  file(REAL_PATH ${PROJECT_SOURCE_DIR}/${folder} to)
  file(RELATIVE_PATH path ${from} ${to})
  get_target_property(sources ${target} SOURCES)
  set(parts ${ARGN})
  get_property(others TARGET ${target} PROPERTY ADC_LEFT_OUT)
  if(others)  # where a system lacks what they need (playground/wasm)
    list(REMOVE_ITEM parts ${others})
  endif()
  set(text "")
  foreach(source IN LISTS parts)
    if(NOT source IN_LIST sources)
      message(FATAL_ERROR "cmake/AdcUnits.cmake: ${target} has no source ${source}")
    endif()
    string(APPEND text "#include \"${path}/${source}\"\n")
    set_property(SOURCE ${PROJECT_SOURCE_DIR}/${folder}/${source} DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}
                 PROPERTY HEADER_FILE_ONLY ON)
  endforeach()
  file(CONFIGURE OUTPUT ${units}/${target}_${count}.cpp CONTENT "${text}" @ONLY)
  set_property(TARGET ${target} PROPERTY ADC_UNITS ${count})
  target_sources(${target} PRIVATE ${units}/${target}_${count}.cpp)
endfunction()

# What reads Unicode stands alone: libadc-jit is not to need its library.
adc_unit(diag adc_diag diagnostics.cpp number.cpp)
adc_unit(ir adc_ir builder.cpp constant.cpp interpreter.cpp keep.cpp lexer.cpp printer.cpp reader.cpp signature.cpp
         spelling.cpp tensor_shape.cpp type.cpp vector_functions.cpp verifier.cpp view.cpp watch.cpp)
adc_unit(object adc_object code_memory.cpp elf_file.cpp link.cpp native_code.cpp runtime_symbols.cpp)
adc_unit(cache adc_cache entry.cpp folder.cpp key.cpp machine.cpp settings.cpp sha256.cpp store.cpp)
adc_unit(data adc_data csv.cpp csv_cells.cpp csv_header.cpp csv_rows.cpp file.cpp input.cpp mapped_file.cpp marks.cpp
         npy.cpp npy_header.cpp number_rows.cpp open_rows.cpp output.cpp row_writer.cpp)
adc_unit(kernel adc_kernel fusion.cpp lower.cpp reader.cpp row_axes.cpp run.cpp types.cpp vector_sums.cpp verify.cpp
         verify_region.cpp verify_rows.cpp workspace.cpp)
adc_unit(kernel adc_kernel body.cpp bounds.cpp fold.cpp loops.cpp place.cpp printer.cpp product.cpp region.cpp
         rows.cpp rows_pieces.cpp scalars.cpp schedule.cpp slices.cpp tables.cpp)
adc_unit(tape adc_tape blocks.cpp draft.cpp pair.cpp point.cpp record.cpp registers.cpp)
adc_unit(parser adc_parser helps/meanings.cpp helps/suggest.cpp lower/inputs.cpp lower/lowering.cpp
         lower/lowering_tensors.cpp tree/climb.cpp tree/climb_bars.cpp tree/climb_calls.cpp tree/climb_errors.cpp
         tree/climb_leibniz.cpp tree/climb_tensors.cpp tree/climb_tree.cpp tree/leibniz.cpp tree/names.cpp
         values/axes.cpp values/derivatives.cpp values/elementwise.cpp values/index_numbers.cpp values/indices.cpp
         values/literals.cpp values/makers.cpp values/places.cpp values/shapes.cpp)
adc_unit(parser adc_parser parse.cpp builtins/builtins.cpp helps/foreign.cpp helps/look_alikes.cpp
         helps/meant_names.cpp helps/meant_numbers.cpp lower/dimensions.cpp lower/lower.cpp text/numbers.cpp
         text/operators.cpp tree/climb_notes.cpp tree/climb_single.cpp tree/statements.cpp values/affine.cpp
         values/emitter.cpp values/labelled.cpp values/parts.cpp values/products.cpp values/reductions.cpp
         values/sums.cpp)
adc_unit(passes adc_passes compose/as_data.cpp compose/with.cpp derive/tangents.cpp lower/legalise.cpp real/expr.cpp
         real/improve.cpp real/read.cpp real/rules.cpp roll/columns.cpp roll/loop_plan.cpp rules/smooth.cpp
         rules/ties.cpp stable/hyperbolic.cpp stable/special_functions.cpp tensors/batch.cpp tensors/composites.cpp
         tensors/contract_sums.cpp tensors/moves.cpp)
adc_unit(passes adc_passes pipeline.cpp compose/bind.cpp core/cost.cpp core/cse.cpp core/dce.cpp core/reach.cpp
         core/rewrite.cpp core/sharing_builder.cpp derive/adjoints.cpp derive/predicated.cpp derive/reverse.cpp
         derive/term.cpp lower/with_float_type.cpp real/improve_angles.cpp real/write.cpp stable/choices.cpp
         stable/exponentials.cpp stable/further_factors.cpp stable/softmax.cpp stable/trigonometric.cpp
         stable/vanishing.cpp)
adc_unit(passes adc_passes compose/only.cpp derive/hessian.cpp derive/sweep_counts.cpp derive/symbolic.cpp
         lower/fast_math.cpp lower/fuse.cpp real/expand.cpp real/expr_product.cpp real/improve_product.cpp
         real/simplify_real.cpp roll/roll.cpp rules/product.cpp rules/structural.cpp stable/coefficients.cpp
         stable/log_products.cpp stable/logarithms.cpp stable/reciprocals.cpp stable/roots_in.cpp stable/tensors.cpp)
adc_unit(passes adc_passes compose/append.cpp core/fold_exact.cpp core/join.cpp derive/amplification.cpp
         derive/conditions.cpp derive/derive.cpp derive/expand_diff.cpp derive/forward.cpp derive/jacobian.cpp
         real/layout.cpp roll/long_sums.cpp rules/squares.cpp stable/differences.cpp stable/folding.cpp
         stable/kinks.cpp stable/linear.cpp stable/match.cpp stable/roots.cpp stable/stable.cpp)
adc_unit(emit adc_emit binary.cpp c.cpp c_language.cpp c_names.cpp c_product.cpp c_program.cpp cpp_family.cpp
         cpp_generic.cpp decimal.cpp language.cpp signature.cpp special_functions.cpp steps.cpp unit.cpp
         wasm_loader.cpp)
adc_unit(emit adc_emit dot.cpp javascript.cpp javascript_language.cpp javascript_library.cpp javascript_special.cpp
         region_nodes.cpp special_reader.cpp)
adc_unit(emit adc_emit region_folds.cpp rust.cpp rust_library.cpp rust_special.cpp)
adc_unit(emit adc_emit cpp.cpp formula.cpp formula_tensors.cpp formula_walk.cpp latex.cpp)
adc_unit(emit adc_emit cuda.cpp mathml.cpp region_writer.cpp)
adc_unit(emit adc_emit fortran.cpp fortran_language.cpp fortran_library.cpp fortran_lines.cpp fortran_special.cpp)
adc_unit(emit adc_emit numpy.cpp numpy_tensors.cpp numpy_values.cpp python_arrays.cpp python_library.cpp
         python_names.cpp python_special.cpp python_text.cpp)
adc_unit(precise adc_precise airy_zeta.cpp bessel.cpp incomplete.cpp)
adc_unit(precise adc_precise partials.cpp sweep.cpp tolerance.cpp)
adc_unit(analysis adc_analysis check.cpp check_options.cpp explain.cpp extract.cpp not_finite.cpp op_limits.cpp
         points.cpp)
adc_unit(analysis adc_analysis at_kink.cpp estimates.cpp graph_rows.cpp graph_tensors.cpp not_finite_tensors.cpp
         result_names.cpp table.cpp trace.cpp)
adc_unit(jit adc_jit jit.cpp parallel.cpp product.cpp target.cpp xsmm_guard.cpp)
adc_unit(jit adc_lowering lower_scalars.cpp lower_tensors.cpp node_lowering.cpp op_lowering.cpp region_lowering.cpp
         vector_math.cpp)
adc_unit(targets adc_targets entry.cpp link.cpp machine.cpp special_lowering.cpp targets.cpp)
adc_unit(run adc_run background.cpp cost_model.cpp jit_loader.cpp native_call.cpp read_program.cpp
         row_sums.cpp rows.cpp scratch.cpp summed.cpp targets_loader.cpp variant.cpp)
adc_unit(api adc any_number.cpp array.cpp cache.cpp check.cpp check_loader.cpp compose.cpp csv.cpp describe.cpp
         explain.cpp save.cpp table.cpp text.cpp c/evaluate.cpp c/function.cpp c/texts.cpp)
adc_unit(api adc binary.cpp compile.cpp loss.cpp matrices.cpp record.cpp shapes.cpp c/boundary.cpp c/error.cpp
         c/loss.cpp c/options.cpp)
adc_unit(session adc_session c.cpp definitions.cpp describe.cpp display.cpp evaluate.cpp words.cpp)
adc_unit(session adc_session commands.cpp files.cpp graph.cpp latex.cpp plot.cpp session.cpp)
adc_unit(train adc_train dataset.cpp lbfgs.cpp metrics.cpp random.cpp scaling.cpp schedule.cpp)
adc_unit(common adc_common failure.cpp file.cpp write_file.cpp)
adc_unit(train adc_train bind_data.cpp initialise.cpp model.cpp network.cpp predictor.cpp
         safetensors.cpp trainer.cpp)
adc_unit(tools adc_tools check.cpp diff.cpp eval.cpp line_reader.cpp repl.cpp report/explanation.cpp
         report/output.cpp report/progress.cpp report/results.cpp report/row_inputs.cpp report/row_output.cpp
         report/rows.cpp report/table.cpp train/predict.cpp train/train.cpp train/train_report.cpp)
adc_unit(tools adc_tools cache.cpp completions.cpp corpus.cpp direction.cpp emit.cpp failure.cpp help.cpp
         interrupt.cpp ir.cpp program.cpp run.cpp trace.cpp words.cpp report/check_report.cpp train/minimise.cpp
         train/train_words.cpp)
adc_unit(plot adc_plot canvas.cpp contour_labels.cpp contour_scene.cpp contours.cpp descent.cpp features.cpp
         graph_sampling.cpp graph_scene.cpp legend.cpp levels.cpp marks.cpp)
adc_unit(plot adc_plot names.cpp palette.cpp plane.cpp plot.cpp projection.cpp relation.cpp sampler.cpp svg.cpp
         svg_elements.cpp svg_layout.cpp ticks.cpp)
adc_unit(explain adc_drawing collapse.cpp labels.cpp layout.cpp order.cpp words.cpp)
adc_unit(explain adc_explain dot.cpp graphviz.cpp page.cpp page_code.cpp page_data.cpp recompute.cpp svg.cpp)
adc_unit(tools/editor adc_editor brackets.cpp buffer.cpp composer.cpp composer_complete.cpp composer_view.cpp
         editor.cpp graphemes.cpp history.cpp history_file.cpp keys.cpp layout.cpp menu.cpp motions.cpp palette.cpp
         paste.cpp picture.cpp recall.cpp screen.cpp symbols.cpp terminal.cpp)
adc_unit(parser adc_parser typing/completion.cpp typing/entries.cpp typing/tokens.cpp)
adc_unit(analysis adc_analysis derivation.cpp graph.cpp graph_layers.cpp graph_scalars.cpp graph_words.cpp
         rules_by_hand.cpp trace_html.cpp trace_latex.cpp)
adc_unit(api adc emit.cpp graph.cpp meaning.cpp parse_options.cpp typing.cpp)
adc_unit(tools adc_tools explain.cpp graph.cpp kernel.cpp picture.cpp plot.cpp plot_words.cpp session_commands.cpp
         session_editing.cpp)
