#!/bin/sh
# Writes iris.csv, wine.csv, breast_cancer.csv and digits.csv into the current folder, with a header and the class last,
# from the files that Debian's package python3-sklearn holds. Numbers stand as they stand there.
#
#   apt-get download python3-sklearn && dpkg -x python3-sklearn_*.deb package
#   ./convert.sh package/usr/lib/python3/dist-packages/sklearn/datasets/data
set -eu
from=${1:?the folder of the package that holds iris.csv}

# named FILE HEADER: the source's first line is "rows,columns,class,class,…", and each row ends in the class's index.
named() {
  echo "$2"
  awk -F, -v OFS=, 'NR == 1 { for (i = 3; i <= NF; ++i) class[i - 3] = $i; next } { $NF = class[$NF]; print }' "$1"
}

named "$from/iris.csv" sepal_length,sepal_width,petal_length,petal_width,species >iris.csv
named "$from/wine_data.csv" alcohol,malic_acid,ash,alcalinity_of_ash,magnesium,total_phenols,flavanoids,\
nonflavanoid_phenols,proanthocyanins,color_intensity,hue,od280_od315_of_diluted_wines,proline,class >wine.csv
measures=
for part in mean error worst; do
  for of in radius texture perimeter area smoothness compactness concavity concave_points symmetry fractal_dimension; do
    measures=$measures${part}_$of,
  done
done
named "$from/breast_cancer.csv" "${measures}diagnosis" >breast_cancer.csv
{
  for row in 0 1 2 3 4 5 6 7; do
    for column in 0 1 2 3 4 5 6 7; do printf 'pixel_%d_%d,' "$row" "$column"; done
  done
  echo label
  gzip -dc "$from/digits.csv.gz"
} >digits.csv
