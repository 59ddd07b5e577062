# A formula for Homebrew on Linux: brew install --HEAD packaging/homebrew/adc.rb. It builds the last commit of the
# repository that it stands in. libxsmm and libLBFGS are no formulae: the system's are found.
class Adc < Formula
  desc "Formulas into exact derivatives in native code"
  homepage "https://en.wikipedia.org/wiki/Automatic_differentiation"
  license "MIT"
  head "file://#{File.expand_path("../..", __dir__)}", using: :git

  depends_on "cmake" => :build
  depends_on "fast_float" => :build
  depends_on "ninja" => :build
  depends_on "nlohmann-json" => :build
  depends_on "boost"
  depends_on "fmt"
  depends_on :linux
  depends_on "lld@19"
  depends_on "llvm@19"
  depends_on "mpfr"
  depends_on "tbb"
  depends_on "utf8proc"
  depends_on "zlib"
  depends_on "zstd"

  def install
    system "cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DADC_TESTS=OFF", "-DADC_BENCH=OFF", "-DADC_UNITY=ON",
           *std_cmake_args
    system "cmake", "--build", "build", "--target", "adc_program"
    system "cmake", "--install", "build"
  end

  test do
    assert_match "-3.33414641414497", shell_output("#{bin}/adc eval 'cos(sin(x^2)+3x^2)' x=0.5 --grad --tier native")
  end
end
