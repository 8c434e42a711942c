-- The first start of the PostgreSQL container: one database for the product, one for daprd's workflows.
CREATE DATABASE reports;
CREATE DATABASE workflows;
