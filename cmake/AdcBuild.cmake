# cmake -DVERSION=… -DHEADERS=… -DIN=ir/build.cpp.in -DOUT=… -P AdcBuild.cmake: writes OUT, with a hash of the headers that
# say how objects look which go from one of adc's libraries to another. Paths and dates do not count.
set(hashes "")
foreach(header IN LISTS HEADERS)
  file(SHA256 ${header} hash)
  string(APPEND hashes ${hash})
endforeach()
string(SHA256 INTERFACE "${hashes}")
string(SUBSTRING ${INTERFACE} 0 12 INTERFACE)
configure_file(${IN} ${OUT} @ONLY)
file(TOUCH ${OUT})
